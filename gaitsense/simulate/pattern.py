"""The knobs of one foot's stride. Defaults resemble one healthy adult at 1.25 m/s."""

from __future__ import annotations

from dataclasses import dataclass, field

from gaitsense.model.errors import ConfigError


@dataclass(frozen=True, slots=True)
class DragPattern:
    """How often and how the toe drags over the floor in swing.

    Parameters
    ----------
    probability : float
        Share of strides for which the seed draws a drag, 0..1. Slightly fewer really drag: none
        on stairs, and none where swing leaves less than 40 ms for it.
    begin_share : float
        Mean begin as a share of swing, 0.1..0.9.
    duration_s : float
        Median duration, s, as drawn; single drags vary by about a third. A short swing cuts it.
    from_push_off : float
        Share of drags that begin with swing itself: the toe never leaves the floor, 0..1.
    into_landing : float
        Share of drags that last until the landing, 0..1. Possible where the toe lands first;
        elsewhere the drag ends before.
    full_swing : float
        Share of drags that last from push-off into the landing, 0..1; where the heel lands
        first, until the heel takes the lead.
    scuff : float
        Share of drags that are a brief brushing of 20 to 60 ms, 0..1: a light pulse, with
        hardly any braking and no tipping.
    stumble : float
        Share of drags in which the toe catches, 0..1: the foot nearly stops within 60 ms, tips
        its toes down by about twice `catch_deg`, and hurries on. Drags that are none of these
        kinds are partial: a touch in mid-swing.
    slowing : float
        Part of the forward speed that the floor takes away in the middle of the drag, 0..0.8;
        less in a drag shorter than 0.12 s.
    catch_deg : float
        How far the caught toe tips the foot, °; less in a drag shorter than 0.12 s.
    vibration_mps2 : float
        Root mean square of the vibration per axis, were the toe to slide at 3 m/s, m/s². It
        grows with the sliding speed.
    """

    probability: float = 0.0
    begin_share: float = 0.40
    duration_s: float = 0.12
    from_push_off: float = 0.15
    into_landing: float = 0.15
    full_swing: float = 0.0
    scuff: float = 0.0
    stumble: float = 0.0
    slowing: float = 0.35
    catch_deg: float = 2.0
    vibration_mps2: float = 10.0

    def __post_init__(self) -> None:
        require("drag.probability", self.probability, 0.0, 1.0)
        require("drag.begin_share", self.begin_share, 0.1, 0.9)
        require("drag.duration_s", self.duration_s, 0.02, 1.0)
        require("drag.from_push_off", self.from_push_off, 0.0, 1.0)
        require("drag.into_landing", self.into_landing, 0.0, 1.0)
        require("drag.full_swing", self.full_swing, 0.0, 1.0)
        require("drag.scuff", self.scuff, 0.0, 1.0)
        require("drag.stumble", self.stumble, 0.0, 1.0)
        require("drag.slowing", self.slowing, 0.0, 0.8)
        require("drag.catch_deg", self.catch_deg, 0.0, 10.0)
        require("drag.vibration_mps2", self.vibration_mps2, 0.0, 100.0)
        kinds = (self.from_push_off, self.into_landing, self.full_swing, self.scuff, self.stumble)
        # Shares like 0.7, 0.2 and 0.1 do not sum to 1 exactly.
        if sum(kinds) > 1.0 + 1e-9:
            raise ConfigError(
                f"the shares of drags from_push_off, into_landing, full_swing, scuff and stumble "
                f"sum to {sum(kinds):g}, which is more than 1; lower one of them"
            )


@dataclass(frozen=True, slots=True)
class StridePattern:
    """What one foot does in a stride of full length.

    Parameters
    ----------
    swing_share : float
        Swing as a share of the stride time.
    push_off_share : float
        Heel-off to toe-off as a share of the stride time.
    toe_off_pitch_deg : float
        Foot pitch at toe-off, °, negative: toes down.
    toe_roll_share : float
        How much of that pitch the toes follow before they leave the floor; the rest is their
        flexion. 1 is a stiff shoe.
    late_swing_max_deg : float
        Largest pitch in late swing, °: 27 in the healthy walk that the defaults follow; as an
        assumption, not a measurement, -15 stands for a foot that hangs altogether.
    late_swing_max_sd_deg : float
        Its spread from stride to stride, one standard deviation, °.
    contact_drop_deg : float
        How far the pitch has sunk again when the foot lands, °; a foot that was raised above
        level sinks to level at most.
    swing_pitch_rate_max_dps : float
        Fastest raising of the toes, °/s. Where swing is too short for it to be so slow, the
        raising fills the swing.
    contact_slide_s : float
        How long the foot still slides to rest once it has touched the floor, s, as heels do;
        at most three quarters of the landing.
    foot_flat_rate_dps : float
        Fastest lowering onto the sole after contact, °/s; higher is a slap.
    landing_min_s : float
        The lowering takes at least this long, s, however small the pitch.
    toe_clearance_m : float
        Least height of the toe above the floor between 25 and 75 % of swing, m. Chance takes
        it no lower than a near miss of 1 mm, or than this height where it is less.
    toe_clearance_sd_m : float
        Its spread from stride to stride, m.
    early_toe_lift_m : float
        What the toe rises above that in early swing, m.
    late_toe_lift_m : float
        What the toe rises above that before it lands first, m.
    steppage_lift_m : float
        What the whole foot is lifted above that, m: hip and knee flexed more than usual.
    lateral_arc_m : float
        Outward bow of the foot's path, m.
    toe_out_deg : float
        Heading of the foot against the walk, + toes outward, °.
    heel_whip_deg : float
        Outward swing of the heel after push-off, °.
    inversion_deg : float
        Turning up of the inner edge before the landing, °.
    drag : DragPattern
        Dragging of the toe.
    """

    swing_share: float = 0.357
    push_off_share: float = 0.245
    toe_off_pitch_deg: float = -63.0
    toe_roll_share: float = 0.7
    late_swing_max_deg: float = 27.0
    late_swing_max_sd_deg: float = 2.5
    contact_drop_deg: float = 0.0
    swing_pitch_rate_max_dps: float = 340.0
    contact_slide_s: float = 0.06
    foot_flat_rate_dps: float = 325.0
    landing_min_s: float = 0.08
    toe_clearance_m: float = 0.015
    toe_clearance_sd_m: float = 0.005
    early_toe_lift_m: float = 0.012
    late_toe_lift_m: float = 0.015
    steppage_lift_m: float = 0.0
    lateral_arc_m: float = 0.038
    toe_out_deg: float = 7.0
    heel_whip_deg: float = 9.0
    inversion_deg: float = 9.0
    drag: DragPattern = field(default_factory=DragPattern)

    def __post_init__(self) -> None:
        require("swing_share", self.swing_share, 0.15, 0.5)
        require("push_off_share", self.push_off_share, 0.05, 0.4)
        require("toe_off_pitch_deg", self.toe_off_pitch_deg, -80.0, -5.0)
        require("toe_roll_share", self.toe_roll_share, 0.2, 1.0)
        require("late_swing_max_deg", self.late_swing_max_deg, -40.0, 45.0)
        require("late_swing_max_sd_deg", self.late_swing_max_sd_deg, 0.0, 10.0)
        require("contact_drop_deg", self.contact_drop_deg, 0.0, 30.0)
        require("swing_pitch_rate_max_dps", self.swing_pitch_rate_max_dps, 20.0, 1000.0)
        require("contact_slide_s", self.contact_slide_s, 0.0, 0.1)
        require("foot_flat_rate_dps", self.foot_flat_rate_dps, 20.0, 1500.0)
        require("landing_min_s", self.landing_min_s, 0.03, 0.2)
        require("toe_clearance_m", self.toe_clearance_m, 0.0005, 0.2)
        require("toe_clearance_sd_m", self.toe_clearance_sd_m, 0.0, 0.05)
        require("early_toe_lift_m", self.early_toe_lift_m, 0.0, 0.2)
        require("late_toe_lift_m", self.late_toe_lift_m, 0.0, 0.2)
        require("steppage_lift_m", self.steppage_lift_m, 0.0, 0.4)
        require("lateral_arc_m", self.lateral_arc_m, -0.1, 0.3)
        require("toe_out_deg", self.toe_out_deg, -40.0, 60.0)
        require("heel_whip_deg", self.heel_whip_deg, -30.0, 30.0)
        require("inversion_deg", self.inversion_deg, -30.0, 30.0)
        if self.late_swing_max_deg - self.contact_drop_deg <= self.toe_off_pitch_deg:
            raise ConfigError(
                f"late_swing_max_deg less contact_drop_deg must lie above toe_off_pitch_deg "
                f"({self.toe_off_pitch_deg}); raise the first, or lower the last"
            )


def require(name: str, value: float, low: float, high: float) -> None:
    """Refuse a knob outside its range.

    Parameters
    ----------
    name : str
        The knob, for the message.
    value, low, high : float
        Its value and the range allowed, both ends included.

    Raises
    ------
    ConfigError
        If the value is outside, or not a number.
    """
    if not low <= value <= high:
        raise ConfigError(f"{name} must lie between {low:g} and {high:g}, not {value!r}")
