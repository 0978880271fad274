/// Objects read without trust in the gateway that serves them.
@org.jspecify.annotations.NullMarked
package souk.sdk.object;
