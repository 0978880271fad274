package souk.gateway.store;

import java.util.List;

/// The tables of the metadata.
///
/// The rows of `segment` are the pieces of a body: a segment of its own (`manifest`), a slice of a pack
/// (`pack`, with the slice in `manifest`), or the bytes themselves (`sealed`). A *pack* is a body that
/// no object shows: its one segment is shared by the bodies whose pieces name it, `live` counts the
/// bytes of those, and without any it is garbage. A row of `plan` is a segment that a crash may have
/// left behind half-stored.
///
/// A *body* is the sequence of segments of one object version or part. It is `draft` while its upload
/// runs, `owned` once an object or part shows it, and `garbage` afterwards; the collector works through
/// the garbage. A deleted bucket loses its name, but stays until its last body is collected, since its
/// key is needed for that.
///
/// A draft names the gateway whose upload runs, so that it is garbage when that gateway is gone.
///
/// `retention` says how long the providers of a body's segments are to be held to keep them, and whether
/// they were told.
///
/// An object's `root` commits to its bytes. The rows of `span` are what its proofs need besides the bytes:
/// of each part the root and the roots of its chunks. An object of one chunk needs none; one written before
/// has no root.
///
/// `folder` sums `billed` of the objects, the bytes providers keep of each, by prefix.
final class Schema {
    static final int DRAFT = 0;
    static final int OWNED = 1;
    static final int GARBAGE = 2;

    static final List<String> MIGRATIONS = List.of("""
        CREATE TABLE bucket(
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          name TEXT UNIQUE,
          tenant TEXT NOT NULL,
          region TEXT NOT NULL,
          created INTEGER NOT NULL,
          wrapped_key BLOB NOT NULL,
          versioning TEXT NOT NULL
        ) STRICT;
        CREATE INDEX bucket_by_tenant ON bucket(tenant, name);
        CREATE TABLE body(
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          bucket INTEGER NOT NULL REFERENCES bucket(id),
          state INTEGER NOT NULL,
          due INTEGER NOT NULL,
          attempts INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX body_by_bucket ON body(bucket);
        CREATE INDEX body_unowned ON body(state, due) WHERE state <> 1;
        CREATE TABLE segment(
          body INTEGER NOT NULL REFERENCES body(id),
          start INTEGER NOT NULL,
          length INTEGER NOT NULL,
          manifest TEXT NOT NULL,
          PRIMARY KEY (body, start)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE object(
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          bucket INTEGER NOT NULL REFERENCES bucket(id),
          key BLOB NOT NULL,
          version TEXT NOT NULL,
          latest INTEGER NOT NULL,
          marker INTEGER NOT NULL,
          body INTEGER NOT NULL,
          size INTEGER NOT NULL,
          etag TEXT NOT NULL,
          parts INTEGER NOT NULL,
          headers TEXT NOT NULL,
          checksum_algorithm TEXT,
          checksum_type TEXT,
          checksum_value TEXT,
          modified INTEGER NOT NULL,
          upload TEXT
        ) STRICT;
        CREATE UNIQUE INDEX object_by_version ON object(bucket, key, version);
        CREATE INDEX object_by_age ON object(bucket, key, id DESC);
        CREATE INDEX object_visible ON object(bucket, key) WHERE latest = 1 AND marker = 0;
        CREATE INDEX object_by_upload ON object(upload) WHERE upload IS NOT NULL;
        CREATE TABLE object_part(
          object INTEGER NOT NULL REFERENCES object(id) ON DELETE CASCADE,
          number INTEGER NOT NULL,
          start INTEGER NOT NULL,
          size INTEGER NOT NULL,
          PRIMARY KEY (object, number)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE upload(
          id TEXT PRIMARY KEY,
          bucket INTEGER NOT NULL REFERENCES bucket(id),
          key BLOB NOT NULL,
          headers TEXT NOT NULL,
          checksum_algorithm TEXT NOT NULL,
          checksum_type TEXT NOT NULL,
          created INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX upload_by_key ON upload(bucket, key, id);
        CREATE TABLE part(
          upload TEXT NOT NULL REFERENCES upload(id) ON DELETE CASCADE,
          number INTEGER NOT NULL,
          body INTEGER NOT NULL,
          size INTEGER NOT NULL,
          etag TEXT NOT NULL,
          checksum_algorithm TEXT NOT NULL,
          checksum_type TEXT NOT NULL,
          checksum_value TEXT NOT NULL,
          modified INTEGER NOT NULL,
          PRIMARY KEY (upload, number)
        ) STRICT, WITHOUT ROWID;
        """, """
        ALTER TABLE segment ADD COLUMN pack INTEGER REFERENCES body(id);
        ALTER TABLE segment ADD COLUMN sealed BLOB;
        CREATE INDEX segment_by_pack ON segment(pack) WHERE pack IS NOT NULL;
        CREATE TABLE pack(
          body INTEGER PRIMARY KEY REFERENCES body(id),
          size INTEGER NOT NULL,
          live INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX pack_sparse ON pack(body) WHERE live * 4 <= size;
        CREATE TABLE plan(
          body INTEGER NOT NULL REFERENCES body(id),
          manifest TEXT NOT NULL,
          PRIMARY KEY (body, manifest)
        ) STRICT, WITHOUT ROWID;
        """, """
        CREATE TABLE bucket_setting(
          bucket INTEGER NOT NULL REFERENCES bucket(id) ON DELETE CASCADE,
          kind TEXT NOT NULL,
          document TEXT NOT NULL,
          PRIMARY KEY (bucket, kind)
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE object ADD COLUMN owner TEXT NOT NULL DEFAULT '';
        ALTER TABLE object ADD COLUMN acl TEXT;
        ALTER TABLE object ADD COLUMN tags TEXT NOT NULL DEFAULT '';
        UPDATE object SET owner = (SELECT tenant FROM bucket WHERE bucket.id = object.bucket);
        ALTER TABLE upload ADD COLUMN owner TEXT NOT NULL DEFAULT '';
        ALTER TABLE upload ADD COLUMN acl TEXT;
        ALTER TABLE upload ADD COLUMN tags TEXT NOT NULL DEFAULT '';
        UPDATE upload SET owner = (SELECT tenant FROM bucket WHERE bucket.id = upload.bucket);
        """, """
        ALTER TABLE bucket ADD COLUMN lock TEXT;
        ALTER TABLE bucket ADD COLUMN lifecycle TEXT;
        ALTER TABLE object ADD COLUMN lock_mode TEXT;
        ALTER TABLE object ADD COLUMN lock_until INTEGER;
        ALTER TABLE object ADD COLUMN legal_hold TEXT;
        ALTER TABLE upload ADD COLUMN lock_mode TEXT;
        ALTER TABLE upload ADD COLUMN lock_until INTEGER;
        ALTER TABLE upload ADD COLUMN legal_hold TEXT;
        ALTER TABLE object_part ADD COLUMN checksum TEXT;
        CREATE TABLE retention(
          body INTEGER PRIMARY KEY REFERENCES body(id) ON DELETE CASCADE,
          until INTEGER NOT NULL,
          told INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX retention_untold ON retention(body) WHERE told = 0;
        """, """
        ALTER TABLE object ADD COLUMN root BLOB;
        ALTER TABLE part ADD COLUMN root BLOB;
        ALTER TABLE part ADD COLUMN chunks BLOB;
        CREATE TABLE span(
          object INTEGER NOT NULL REFERENCES object(id) ON DELETE CASCADE,
          number INTEGER NOT NULL,
          length INTEGER NOT NULL,
          root BLOB NOT NULL,
          chunks BLOB NOT NULL,
          PRIMARY KEY (object, number)
        ) STRICT, WITHOUT ROWID;
        """, """
        ALTER TABLE object ADD COLUMN billed INTEGER;
        CREATE INDEX object_uncounted ON object(id) WHERE billed IS NULL;
        CREATE TABLE folder(
          bucket INTEGER NOT NULL REFERENCES bucket(id) ON DELETE CASCADE,
          folder TEXT NOT NULL,
          bytes INTEGER NOT NULL,
          PRIMARY KEY (bucket, folder)
        ) STRICT, WITHOUT ROWID;
        """, """
        ALTER TABLE body ADD COLUMN gateway TEXT NOT NULL DEFAULT '';
        """);

    private Schema() {}
}
