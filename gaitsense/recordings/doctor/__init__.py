"""What is wrong with a recording, in plain words: `gaitsense doctor`.

`examine.examine` reads the files of one walk, has them analysed, and looks at them:

    origin        what the file was taken for, units, which foot
    sampling      rate, jitter, gaps
    full_scale    clipping, and a full scale that is wrongly stated
    readings      axes that stick or repeat each other, coarse steps
    standstill    gravity and gyroscope bias while the sensor lies still
    attachment    how the case sits, whether it was moved, whether it is on the shoe at all
    walking       steps, and whether the two sensors of a case belong together
    both_feet     left and right: in turn, or exchanged
    measurable    what can be measured from it, and what not
    verdict       one sentence, and what to do first
    refusal       why files cannot be read, and what mends it

Nothing is judged anew that the analysis judges already: its reasons are put into words.
"""
