package souk.node.auditor;

import java.util.Optional;
import souk.core.json.Json;
import souk.core.service.Measurement;
import souk.core.service.Reading;
import souk.core.value.Address;
import souk.core.value.Digest;
import souk.node.auditor.ServiceSessions.Key;
import souk.sql.Documents;

/// Measurements on the auditor's disk.
record StoredMeasurements(Documents.Collection collection, Address self) implements ServiceAudits.Store {
    @Override
    public Optional<Measurement> find(Key key) {
        return collection
                .find(name(key))
                .map(json -> new Measurement(
                        key.lease(),
                        key.epoch(),
                        self,
                        Reading.parse(json.text("reading")),
                        new Digest(json.text("salt"))));
    }

    @Override
    public void keep(Measurement measurement) {
        collection.put(
                name(new Key(measurement.lease(), measurement.epoch())),
                Json.object()
                        .put("reading", measurement.reading().toString())
                        .put("salt", measurement.salt().hex())
                        .build());
    }

    @Override
    public void drop(Key key) {
        collection.remove(name(key));
    }

    private static String name(Key key) {
        return key.epoch() + "/" + key.lease().hex();
    }
}
