package souk.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {
    @Test
    void takesParametersFromThePath() {
        var route = route("/v1/leases/{lease}/shards/{root}");

        assertThat(route.match(Route.segments("/v1/leases/a/shards/b"))).hasValue(Map.of("lease", "a", "root", "b"));
        assertThat(route.match(Route.segments("/v1/leases/a/shards"))).isEmpty();
        assertThat(route.match(Route.segments("/v1/leases/a/shards/b/c"))).isEmpty();
        assertThat(route.match(Route.segments("/v1/leases/a/heads/b"))).isEmpty();
    }

    @Test
    void takesTheRestOfThePath() {
        var route = route("/v1/objects/{key*}");

        assertThat(route.match(Route.segments("/v1/objects/a/b/"))).hasValue(Map.of("key", "a/b/"));
        assertThat(route.match(Route.segments("/v1/objects"))).isEmpty();
    }

    @Test
    void knowsTheRoot() {
        assertThat(route("/").match(Route.segments("/"))).hasValue(Map.of());
        assertThat(route("/").match(Route.segments("/a"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "v1", "/v1/", "//", "/{}", "/{a*}/b", "/a b"})
    void refusesTemplatesThatAreNone(String template) {
        assertThatThrownBy(() -> route(template)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Route route(String template) {
        return Route.get(template, request -> Response.noContent());
    }
}
