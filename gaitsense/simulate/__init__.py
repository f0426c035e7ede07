"""A walker whose truth is known exactly, the sensors on its shoes, and their faults.

From knobs to samples, one idea per file:

    scenario   the knobs of a walk, from a name or a TOML file
    pattern    the knobs of one foot's stride
    route      the legs of a walk: stand, sit, walk, turn, stairs
    change     what changes within the walk
    sitting    what the feet do while somebody sits
    plan       where and when each foot steps, with the variation of a living person
    variation  how a stride differs from the foot's habit
    drag       when, within a swing, the toe drags, and in which way
    surface    floors by name
    stride, stride_shape, sole_path, ramp
               one stride as sums of smooth monotone ramps
    motion     all strides of a foot, evaluated at any times
    rigid_foot pose and path to specific force and angular rate, by exact derivatives (jet)
    shaking    forms of shaking that the sensor sees and the path does not
    shocks     impacts, and vibration of a sliding toe
    floor_noise
               what a floor makes a shoe feel without a drag
    mount      soft straps and loose cases
    placement  where the case sits on the shoe, and how it is turned
    sensor     noise, bias, scale, range, steps, clock
    true_foot  one foot's walk and its sensor
    truth      the tables of what really happened
    walk       all of it together
    faults, losses, clocks
               what can go wrong between the sensor and the file, one recording to another
    feet       how these change a recording's feet
    randomness one stream of random numbers for each purpose
"""
