"""The tables of strides, of samples inside strides, and of a session file, column by column."""

from __future__ import annotations

from typing import Final, Literal

from gaitsense.model.columns import Column

Verdict = Literal["yes", "no", "unsure"]
ContactType = Literal["heel", "flat", "toe"]
Context = Literal["level", "turn", "stairs_up", "stairs_down", "start", "stop"]
Quality = Literal["good", "reduced", "poor"]


def _number(name: str, unit: str, meaning: str) -> Column:
    return Column(name, "float64", unit, meaning, nullable=True)


def _word(name: str, meaning: str, *, nullable: bool = False) -> Column:
    return Column(name, "str", "", meaning, nullable)


#: One row per stride. A stride runs from one mid-stance to the next of the same foot; all
#: intervals are half-open; the time of an event is on the recording's time base.
STRIDE_COLUMNS: Final[tuple[Column, ...]] = (
    Column("stride_id", "int64", "", "Number of the stride, per side, from 0.", nullable=False),
    _word("side", "The foot: left or right."),
    _number("start_s", "s", "Mid-stance before the step; the foot is at its stillest."),
    _number("heel_off_s", "s", "The heel leaves the floor, or motion begins."),
    _number("toe_off_s", "s", "The toe leaves the floor; swing begins."),
    _number("initial_contact_s", "s", "Any part of the sole meets the floor; swing ends."),
    _number("foot_flat_s", "s", "The sole is down and the foot at rest, or at its least motion."),
    _number("end_s", "s", "Mid-stance after the step."),
    _number("stride_time_s", "s", "Time from the previous mid-stance to this one."),
    _number("swing_time_s", "s", "Time from toe-off to initial contact."),
    _number("stance_time_s", "s", "Stride time less swing time."),
    _number("stride_length_m", "m", "Horizontal distance between the two mid-stances."),
    _number("stride_length_m_sd", "m", "One standard deviation of the stride length."),
    _number("walking_speed_mps", "m/s", "Stride length by stride time."),
    _number("turn_deg", "°", "Change of the foot's heading over the stride, + to the left."),
    _number("elevation_change_m", "m", "Height gained from mid-stance to mid-stance, + up."),
    _number(
        "lateral_excursion_m",
        "m",
        "Largest sideways distance of the foot's path from the straight line, + outward.",
    ),
    _number("sensor_lift_max_m", "m", "Largest height of the sensor above its stance height."),
    _number("foot_pitch_toe_off_deg", "°", "Foot pitch at toe-off, + toes up, 0 = flat."),
    _number("foot_pitch_mid_swing_deg", "°", "Foot pitch half-way between toe-off and contact."),
    _number(
        "foot_pitch_late_swing_max_deg",
        "°",
        "Largest foot pitch in the second half of swing: how far the foot is lifted to land.",
    ),
    _number(
        "foot_pitch_late_swing_max_deg_sd", "°", "One standard deviation of the late-swing maximum."
    ),
    _number(
        "foot_pitch_contact_deg",
        "°",
        "Foot pitch as the foot touches the floor (foot-strike angle); a heel's is read up to "
        "30 ms before `initial_contact_s`.",
    ),
    _number("foot_pitch_contact_deg_sd", "°", "One standard deviation of the pitch at contact."),
    _number("foot_pitch_range_deg", "°", "Largest less smallest foot pitch in the stride."),
    _number("swing_pitch_rate_max_dps", "°/s", "Fastest raising of the toes in swing."),
    _number(
        "slap_pitch_rate_dps", "°/s", "Fastest lowering of the toes after contact, as a positive."
    ),
    _number(
        "toe_clearance_min_m",
        "m",
        "Smallest height of the forefoot (toe tip, both edges of the ball) in mid-swing above its "
        "height in stance.",
    ),
    _number("toe_clearance_min_m_sd", "m", "One standard deviation of the toe clearance."),
    _number("heel_clearance_max_m", "m", "Largest height of the heel above its height in stance."),
    _word("contact_type", "What met the floor first: heel, flat or toe.", nullable=True),
    _word("context", "level, turn, stairs_up, stairs_down, start or stop.", nullable=True),
    _word("low_lift", "Was the foot lifted too little before landing: yes, no or unsure."),
    _number(
        "toe_drag_probability", "", "Probability of a drag, 0 to 1, calibrated on simulated walks."
    ),
    _word("toe_drag", "Did the toe drag over the floor in swing: yes, no or unsure."),
    _number("toe_drag_start_s", "s", "Begin of the drag."),
    _number("toe_drag_duration_s", "s", "Duration of the drag."),
    _number("toe_drag_length_m", "m", "Horizontal way of the foot during the drag."),
    _word("reasons", "Why a value is missing or unsure; words of REASONS, by ';'.", nullable=True),
    _word("quality", "good: everything measured; reduced: part of it; poor: little of it."),
)

#: Columns that have a twin with their standard deviation.
SD_COLUMNS: Final[tuple[str, ...]] = tuple(
    column.name.removesuffix("_sd") for column in STRIDE_COLUMNS if column.name.endswith("_sd")
)

#: One row per sample inside a stride, each sample once.
TRAJECTORY_COLUMNS: Final[tuple[Column, ...]] = (
    Column("t_s", "float64", "s", "Time of the sample.", nullable=False),
    Column("stride_id", "int64", "", "The stride that the sample lies in.", nullable=False),
    _number("pos_x_m", "m", "Forward, along the stride's direction, from its start."),
    _number("pos_y_m", "m", "To the left of the stride's direction, from its start."),
    _number("pos_z_m", "m", "Height of the sensor above its own in stance, along the floor."),
    _number("quat_w", "", "Rotation from SENSOR to WORLD, scalar part."),
    _number("quat_x", "", "Rotation from SENSOR to WORLD, x part."),
    _number("quat_y", "", "Rotation from SENSOR to WORLD, y part."),
    _number("quat_z", "", "Rotation from SENSOR to WORLD, z part."),
    _number("foot_pitch_deg", "°", "Foot pitch, + toes up, 0 = flat."),
    _number(
        "toe_height_m",
        "m",
        "Height of the toe tip above its height in stance; of a foot that does not bend, so it "
        "falls below 0 by some cm while the toes bend at push-off.",
    ),
    _number("heel_height_m", "m", "Height of the heel above its height in stance."),
)

#: Why a value of a stride is missing, unsure or less sure. Word in the table, and a sentence.
REASONS: Final[dict[str, str]] = {
    "gap": "Too many samples in a row were lost, so what they touch was not measured.",
    "bridged": "Short losses were filled in; the interval is wider.",
    "clipped": "The sensor reached its full scale, so lengths are less sure, drags there not told.",
    "no_rest": "The foot was never still in this stance; path and clearance are less sure.",
    "no_flat_reference": "Standing and walking disagree on where the foot is flat.",
    "mounting_unknown": "Too little walking to tell how the sensor sits on the shoe.",
    "mounting_unsure": "The case's direction on the shoe is not certain.",
    "mounting_changed": "The case was turned on the shoe during the walk; angles are doubtful.",
    "mounting_loose": "The case is loose on the shoe; angles are doubtful.",
    "sensors_disagree": "Gyroscope and accelerometer contradict each other (axes or units).",
    "gain": "The accelerometer misreads gravity; lengths are corrected and less sure.",
    "low_rate": "The sensor is too slow to see the vibration of a dragging toe.",
    "shaken": "The case shakes on the shoe in every swing, so a drag cannot be felt.",
    "turn": "The foot turned in this stride; of low lift and drags only a clear no is told.",
    "stairs": "The foot changed height; of low lift and drags only a clear no is told.",
    "start_stop": "First or last step; of low lift and drags only a clear no is told.",
    "on_the_spot": "The foot hardly travelled; of low lift and drags only a clear no is told.",
    "no_contact": "No landing could be told, so values at contact are missing.",
    "implausible": "The computed path is not possible for a foot, so it is not given.",
    "borderline": "The lift or the probability of a drag is too close to its limit.",
    "too_few": "Too few strides to judge.",
}
