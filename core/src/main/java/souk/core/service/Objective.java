package souk.core.service;

import souk.core.error.ErrorCode;
import souk.core.error.SoukException;

/// The target of an indicator over one epoch, in the indicator's unit.
public record Objective(Indicator indicator, long target) {
    public Objective {
        if (target < 1) {
            throw new SoukException(ErrorCode.BAD_REQUEST, "a target is above zero");
        }
    }
}
