"""Long work over many recordings: conversion."""
