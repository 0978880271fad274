package souk.cli;

import java.io.PrintStream;
import souk.core.json.Json;
import souk.core.json.JsonArray;
import souk.core.json.JsonObject;

/// A JSON object for a person: one member a line, nested ones indented.
final class Lines {
    private static final int WIDTH = 14;

    private Lines() {}

    static void print(PrintStream out, JsonObject object, int indent) {
        object.members().forEach((name, value) -> member(out, name, value, indent));
    }

    private static void member(PrintStream out, String name, Json value, int indent) {
        var margin = " ".repeat(indent);
        switch (value) {
            case JsonObject nested -> {
                out.println(margin + name);
                print(out, nested, indent + 2);
            }
            case JsonArray array
            when array.values().stream().anyMatch(JsonObject.class::isInstance) -> {
                out.println(margin + name);
                array.objects().forEach(element -> out.println(margin + "  - " + inline(element)));
            }
            default ->
                out.println(margin
                        + pad(name)
                        + Rows.cell(Json.object().put(name, value).build(), name));
        }
    }

    private static String inline(JsonObject object) {
        var text = new StringBuilder();
        object.members()
                .keySet()
                .forEach(name -> text.append(text.isEmpty() ? "" : "  ")
                        .append(name)
                        .append('=')
                        .append(Rows.cell(object, name)));
        return text.toString();
    }

    private static String pad(String name) {
        return name + " ".repeat(Math.max(1, WIDTH - name.length()));
    }
}
