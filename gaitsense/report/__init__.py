"""Pictures and pages: a walk's result in words, tables, figures and one HTML file.

From the result outwards, one idea per file:

    words, notices      the plain sentences, and what must stand beside every result
    quantity, measures  values with the range in which they lie
    recording_facts     what was read, and its hash
    curves              strides laid over each other
    palette, svg, *_figure, pictures
                        drawn by matplotlib and set into the page as SVG
    markup, tiles, quality, page
                        parts of the page, and the page
    strides_csv, summary_json, csv_text, whole_file
                        the tables on disk
"""
