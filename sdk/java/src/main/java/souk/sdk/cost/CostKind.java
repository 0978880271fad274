package souk.sdk.cost;

/// What a line of a cost report says.
public enum CostKind {
    /// What a meter counted, at the lease's price; exact, with all decimals.
    USAGE(true),
    /// What is lost by rounding the sum of a lease's meters down to a whole smallest unit.
    ROUNDING(true),
    /// What was earned and no voucher promised: beyond the deposit, or not vouched for yet.
    UNVOUCHED(true),
    /// What a closed lease paid other than its newest voucher promised.
    SETTLEMENT(true),
    /// What the payer got back for service below what was promised.
    REBATE(true),
    /// What a closed lease gave back of its deposit.
    REFUND(false),
    /// What the account paid in at the market.
    DEPOSIT(false),
    /// What the account took out of the market.
    WITHDRAWAL(false);

    private final boolean charge;

    CostKind(boolean charge) {
        this.charge = charge;
    }

    /// Whether it is part of what was paid for; otherwise the account's own money only moved.
    public boolean isCharge() {
        return charge;
    }
}
