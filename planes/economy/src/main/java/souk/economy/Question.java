package souk.economy;

/// A condition that can be asked of the rows of a block. Sets of rows are passed on uncopied: nobody writes into what
/// was given to or by a question. So what the bounds of a column decide costs no memory.
@FunctionalInterface
interface Question {
    /// @param yes rows for which it holds
    /// @param unknown rows for which nobody can say; in neither are those for which it does not hold
    record Answer(long[] yes, long[] unknown) {
        /// For no row, and that is certain.
        static final Answer NO = new Answer(Rows.EMPTY, Rows.EMPTY);

        /// For all of these rows.
        static Answer yes(long[] rows) {
            return new Answer(rows, Rows.EMPTY);
        }

        /// Nobody can say for any of these rows.
        static Answer unknown(long[] rows) {
            return new Answer(Rows.EMPTY, rows);
        }

        /// An answer to write into.
        static Answer open() {
            return new Answer(Rows.none(), Rows.none());
        }
    }

    /// @param among the rows that are asked; the answer has no others
    Answer ask(Block block, long[] among);
}
