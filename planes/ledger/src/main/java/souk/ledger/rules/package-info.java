/// The market's rules as plain Java, without a chain.
@org.jspecify.annotations.NullMarked
package souk.ledger.rules;
