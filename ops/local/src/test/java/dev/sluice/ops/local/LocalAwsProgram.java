package dev.sluice.ops.local;

import software.amazon.awssdk.core.sync.RequestBody;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * The emulators in a process of their own, to be killed. Arguments: {@code wait}, {@code close} or
 * {@code drain}, and the state folder if there is one.
 */
final class LocalAwsProgram {
    private LocalAwsProgram() {}

    public static void main(String[] arguments) throws Exception {
        LocalAws.Options options = LocalAws.Options.defaults();
        if (arguments.length > 1) {
            options = options.withState(Path.of(arguments[1]));
        }
        LocalAws aws = LocalAws.start(options);
        if (arguments[0].equals("drain")) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(aws)));
        }
        aws.environment().forEach((name, value) -> System.out.println(name + "=" + value));
        System.out.println("ready");
        if (arguments[0].equals("close")) {
            aws.close();
        } else {
            System.in.read();
        }
    }

    /** Works on all three for a while after the other hooks have begun. */
    private static void drain(LocalAws aws) {
        try (Clients clients = Clients.of(aws.environment())) {
            clients.s3().createBucket(request -> request.bucket("sluice"));
            for (int n = 0; n < 20; n++) {
                String key = "late-" + n;
                clients.s3()
                        .putObject(
                                request -> request.bucket("sluice").key(key),
                                RequestBody.fromString("x"));
                String events =
                        clients.sqs().getQueueUrl(r -> r.queueName("sluice-events")).queueUrl();
                clients.sqs().receiveMessage(r -> r.queueUrl(events));
                clients.dynamoDb().listTables();
                LockSupport.parkNanos(100_000_000);
            }
            aws.close();
            System.out.println("drained");
        } catch (RuntimeException e) {
            System.out.println(e);
        }
    }
}
