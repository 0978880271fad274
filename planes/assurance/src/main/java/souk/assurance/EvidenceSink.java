package souk.assurance;

import souk.core.record.Cid;

/// Port: makes a record public. Publishing the same record again does nothing.
public interface EvidenceSink {
    /// @param canonical the record's canonical JSON, whose CID is `name`
    void publish(Cid name, byte[] canonical);
}
