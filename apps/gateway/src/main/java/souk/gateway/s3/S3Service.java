package souk.gateway.s3;

import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import souk.core.error.SoukException;
import souk.gateway.s3.S3Call.Trace;
import souk.gateway.store.KeyWrap;
import souk.gateway.store.Metadata;
import souk.gateway.store.SegmentStore;
import souk.trust.sigv4.Query;
import souk.trust.sigv4.SignableRequest;

/// The S3 door as a handler of the HTTP server: from the raw request to the answer.
///
/// Register it for every method and path of a listener made by [S3Listener].
public final class S3Service implements Handler {
    private static final System.Logger LOG = System.getLogger(S3Service.class.getName());
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
    private static final String UNKNOWN = "Unknown";
    private static final Set<String> READS = Set.of("GET", "HEAD");

    private final S3Context context;
    private final Authentication authentication;
    private final Routes routes;
    private final Guard guard;
    private final Cors cors;
    private final Website website;
    private final Served.Listener listener;
    private final ChangeGuard changes;

    /// @param accounts who may come in
    /// @param metadata what is known of buckets and objects
    /// @param segments where their bytes are
    /// @param keys wraps the buckets' keys
    /// @param clock the server's time
    /// @param random source of ids and keys
    /// @param listener told of every request
    /// @param changes stands around every request that may change something
    public S3Service(
            S3Settings settings,
            Accounts accounts,
            Metadata metadata,
            SegmentStore segments,
            KeyWrap keys,
            InstantSource clock,
            SecureRandom random,
            Served.Listener listener,
            ChangeGuard changes) {
        this.context = S3Context.of(settings, accounts, metadata, segments, keys, clock, random);
        this.authentication = new Authentication(accounts, settings.region(), settings.baseDomain(), clock);
        var access = new BucketAccess(context);
        this.guard = new Guard(context, access);
        this.cors = new Cors(context, access);
        this.website = new Website(context, access, guard, new ObjectReads(context, access));
        this.routes = new Routes(context, access, guard, authentication);
        this.listener = listener;
        this.changes = changes;
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        var exchange = new Exchange(request, response);
        exchange.run();
        listener.served(exchange.served());
    }

    @FunctionalInterface
    private interface Change {
        Reply run() throws IOException;
    }

    /// One request from its first line to the end of its answer.
    private final class Exchange {
        private final ServerRequest request;
        private final ServerResponse response;
        private final SignableRequest wire;
        private final Trace trace;
        private final Instant arrived = context.now();
        private final long begun = System.nanoTime();
        private String operation = UNKNOWN;
        private Optional<S3Error> error = Optional.empty();
        private Optional<Account> account = Optional.empty();
        private Optional<S3Target> target = Optional.empty();
        private Reply reply = Reply.of(500);
        private long sent;

        Exchange(ServerRequest request, ServerResponse response) {
            this.request = request;
            this.response = response;
            this.wire = Wire.request(request);
            this.trace = new Trace(hex(8).toUpperCase(Locale.ROOT), traceparent());
        }

        void run() {
            var answer = answer();
            reply = answer.with(cors.headers(wire, target)).with("x-amz-request-id", trace.requestId());
            try {
                sent = Wire.send(response, reply, wire.method());
            } catch (IOException | RuntimeException e) {
                // The status line is gone already: all that is left is to break the connection off.
                LOG.log(System.Logger.Level.DEBUG, line("s3.answer.broken"), e);
                throw e instanceof RuntimeException known ? known : new UncheckedIOException((IOException) e);
            }
        }

        private Reply answer() {
            try {
                return route();
            } catch (S3Exception e) {
                return failure(e);
            } catch (IOException | UncheckedIOException e) {
                // Expected now and then; a stack trace would say no more than the message.
                return unavailable(e);
            } catch (SoukException e) {
                return failure(e);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, line("s3.request.failed"), e);
                return failure(new S3Exception(S3Error.InternalError));
            }
        }

        private Reply failure(SoukException e) {
            if (e.code().httpStatus() == S3Error.ServiceUnavailable.status()) {
                return unavailable(e);
            }
            LOG.log(System.Logger.Level.ERROR, line("s3.request.failed"), e);
            return failure(new S3Exception(S3Error.InternalError));
        }

        private Reply unavailable(Exception e) {
            LOG.log(System.Logger.Level.WARNING, line("s3.network.failed") + " cause=\"" + e.getMessage() + "\"");
            return failure(new S3Exception(
                    S3Error.ServiceUnavailable,
                    S3Error.ServiceUnavailable.text(),
                    Map.of(),
                    Map.of("Retry-After", "1")));
        }

        private Reply route() throws IOException {
            context.metadata().refresh();
            var host = wire.header("host").orElse("");
            var site = context.settings().websiteDomain().flatMap(domain -> S3Target.bucketOf(host, domain));
            var place = site.map(bucket -> S3Target.site(bucket, wire.rawPath()))
                    .orElseGet(() -> S3Target.parse(
                            wire.rawPath(), host, context.settings().baseDomain()));
            if (wire.method().equals("OPTIONS")) {
                operation = "PreflightRequest";
                return cors.preflight(wire, place);
            }
            target = Optional.of(place);
            if (site.isPresent()) {
                operation = "GetWebsite";
                return website.serve(call(Authentication.anyone(), place));
            }
            var call = call(authentication.caller(wire), place);
            account = Optional.of(call.account());
            var route = routes.find(call);
            operation = route.name();
            guard.require(call, operation);
            return READS.contains(wire.method())
                    ? route.operation().run(call)
                    : change(() -> route.operation().run(call));
        }

        private Reply change(Change change) throws IOException {
            tell(changes::permit, S3Error.ServiceUnavailable);
            var reply = change.run();
            // It took effect all the same, if only here: the client must not take what follows for a refusal.
            tell(changes::permit, S3Error.InternalError);
            if (wire.header(BucketAccess.DURABILITY).filter("full"::equals).isPresent()) {
                tell(changes::replicate, S3Error.InternalError);
            }
            return reply;
        }

        private void tell(Runnable step, S3Error refusal) {
            try {
                step.run();
            } catch (SoukException e) {
                LOG.log(System.Logger.Level.WARNING, line("s3.not-permitted") + " reason=\"" + e.getMessage() + "\"");
                throw new S3Exception(refusal, String.valueOf(e.getMessage()), Map.of(), Map.of("Retry-After", "5"));
            }
        }

        private S3Call call(Authentication.Caller caller, S3Target place) {
            return new S3Call(
                    wire,
                    Query.parse(wire.rawQuery()),
                    place,
                    caller.account(),
                    caller.payload(),
                    new S3Call.Peer(request.remotePeer().host(), request.isSecure()),
                    () -> request.content().inputStream(),
                    trace);
        }

        private Reply failure(S3Exception e) {
            error = Optional.of(e.error());
            var document = Xml.plainDocument("Error", xml -> {
                xml.text("Code", e.error().name());
                xml.text("Message", e.text());
                e.details().forEach(xml::text);
                xml.text("Resource", wire.rawPath());
                xml.text("RequestId", trace.requestId());
            });
            return Reply.error(e.error().status(), document).with(e.headers());
        }

        Served served() {
            return new Served(
                    operation,
                    reply.status(),
                    error.map(S3Error::name),
                    account.map(Account::tenant),
                    sent,
                    Duration.ofNanos(System.nanoTime() - begun),
                    trace.requestId(),
                    trace.traceparent(),
                    target.filter(place -> !place.bucket().isEmpty()).map(this::access));
        }

        private AccessRecord access(S3Target place) {
            return new AccessRecord(
                    arrived,
                    wire,
                    place,
                    request.remotePeer().host(),
                    account.filter(who -> !who.equals(Account.ANONYMOUS)).map(Account::displayName),
                    reply);
        }

        private String traceparent() {
            return wire.header("traceparent")
                    .filter(text -> TRACEPARENT.matcher(text).matches())
                    .orElseGet(() -> "00-" + hex(16) + "-" + hex(8) + "-01");
        }

        private String line(String event) {
            return event + " operation=" + operation + " requestId=" + trace.requestId() + " traceparent="
                    + trace.traceparent();
        }
    }

    private String hex(int bytes) {
        var random = new byte[bytes];
        context.random().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
