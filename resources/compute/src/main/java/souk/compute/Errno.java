package souk.compute;

/// The WASI preview-1 error numbers the gate answers with itself.
final class Errno {
    static final int SUCCESS = 0;
    static final int BADF = 8;
    static final int INVAL = 28;
    static final int LOOP = 32;
    static final int MFILE = 33;
    static final int NAMETOOLONG = 37;
    static final int NOENT = 44;
    static final int NOSPC = 51;
    static final int NOTDIR = 54;
    static final int NOTSUP = 58;
    static final int PERM = 63;
    static final int ROFS = 69;
    static final int NOTCAPABLE = 76;

    private Errno() {}
}
