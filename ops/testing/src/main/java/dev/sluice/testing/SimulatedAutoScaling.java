package dev.sluice.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * An Auto Scaling that scales nothing: the AWS Query protocol over HTTP, one group of one instance,
 * whose termination hook holds the instance back until the action is completed.
 */
public final class SimulatedAutoScaling implements AutoCloseable {
    private static final String NAMESPACE = "http://autoscaling.amazonaws.com/doc/2011-01-01/";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final String instance;
    private final List<String> calls = new CopyOnWriteArrayList<>();

    private volatile Runnable beforeAnswers = () -> {};

    // All guarded by this.
    private final Set<String> denied = new HashSet<>();
    private int hookSeconds;
    private String state = "InService";
    private boolean protectedFromScaleIn;

    /**
     * @param instance its ID
     * @param hookSeconds the hook's heartbeat time-out; 0: the group has no hook
     */
    public SimulatedAutoScaling(String instance, int hookSeconds) {
        this.instance = instance;
        this.hookSeconds = hookSeconds;
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** What {@code AWS_ENDPOINT_URL_AUTO_SCALING} must be. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The group begins to end the instance: its hook waits. */
    public synchronized void terminate() {
        state = hookSeconds > 0 ? "Terminating:Wait" : "Terminated";
    }

    /** {@code InService}, {@code Terminating:Wait}, {@code Terminated}. */
    public synchronized String state() {
        return state;
    }

    public synchronized boolean isProtected() {
        return protectedFromScaleIn;
    }

    /** As the group's operator would. */
    public synchronized void protect() {
        protectedFromScaleIn = true;
    }

    public synchronized void hook(int seconds) {
        hookSeconds = seconds;
    }

    /** The role may not do this. */
    public synchronized void deny(String action) {
        denied.add(action);
    }

    public synchronized void allowAll() {
        denied.clear();
    }

    /** What happens each time a call has arrived, before it is answered. */
    public void beforeAnswers(Runnable happening) {
        beforeAnswers = happening;
    }

    /** Actions so far, in order. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> form =
                    Arrays.stream(
                                    new String(exchange.getRequestBody().readAllBytes(), UTF_8)
                                            .split("&"))
                            .map(pair -> pair.split("=", 2))
                            .collect(
                                    Collectors.toMap(
                                            pair -> pair[0],
                                            pair -> URLDecoder.decode(pair[1], UTF_8)));
            String action = form.getOrDefault("Action", "");
            calls.add(action);
            beforeAnswers.run();
            Answer answer = act(action, form);
            byte[] bytes = answer.body().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private record Answer(int status, String body) {}

    private synchronized Answer act(String action, Map<String, String> form) {
        if (denied.contains(action)) {
            return error(
                    403,
                    "AccessDenied",
                    "User: worker is not authorized to perform: autoscaling:" + action);
        }
        return switch (action) {
            case "DescribeAutoScalingInstances" ->
                    result(
                            action,
                            "<AutoScalingInstances><member><InstanceId>%s</InstanceId><AutoScalingGroupName>fleet</AutoScalingGroupName><LifecycleState>%s</LifecycleState><ProtectedFromScaleIn>%s</ProtectedFromScaleIn></member></AutoScalingInstances>"
                                    .formatted(instance, state, protectedFromScaleIn));
            case "DescribeLifecycleHooks" ->
                    result(action, "<LifecycleHooks>" + hooks() + "</LifecycleHooks>");
            case "RecordLifecycleActionHeartbeat" -> whileWaiting(action, form, state);
            case "CompleteLifecycleAction" -> whileWaiting(action, form, "Terminated");
            case "SetInstanceProtection" -> {
                if (!state.equals("InService")) {
                    yield error(400, "ValidationError", "The instance is not in InService.");
                }
                protectedFromScaleIn = Boolean.parseBoolean(form.get("ProtectedFromScaleIn"));
                yield result(action, "");
            }
            default -> error(400, "InvalidAction", action);
        };
    }

    private Answer whileWaiting(String action, Map<String, String> form, String next) {
        if (!state.equals("Terminating:Wait")
                || !instance.equals(form.get("InstanceId"))
                || !"drain".equals(form.get("LifecycleHookName"))) {
            return error(
                    400,
                    "ValidationError",
                    "No active Lifecycle Action found with instance ID " + instance);
        }
        state = next;
        return result(action, "");
    }

    private String hooks() {
        return hookSeconds == 0
                ? ""
                : "<member><LifecycleHookName>drain</LifecycleHookName><AutoScalingGroupName>fleet</AutoScalingGroupName><LifecycleTransition>autoscaling:EC2_INSTANCE_TERMINATING</LifecycleTransition><HeartbeatTimeout>%d</HeartbeatTimeout><GlobalTimeout>%d</GlobalTimeout><DefaultResult>ABANDON</DefaultResult></member>"
                        .formatted(hookSeconds, Math.min(172_800, 100 * hookSeconds));
    }

    private static Answer result(String action, String inner) {
        return new Answer(
                200,
                "<%1$sResponse xmlns=\"%2$s\"><%1$sResult>%3$s</%1$sResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></%1$sResponse>"
                        .formatted(action, NAMESPACE, inner));
    }

    private static Answer error(int status, String code, String message) {
        return new Answer(
                status,
                "<ErrorResponse xmlns=\"%s\"><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>r</RequestId></ErrorResponse>"
                        .formatted(NAMESPACE, code, message));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
