package dev.sluice.ops.api.calls;

import dev.sluice.ops.api.http.Answer;
import dev.sluice.ops.api.http.Call;
import dev.sluice.ops.api.http.Endpoint;
import dev.sluice.ops.api.http.Members;
import dev.sluice.ops.api.http.Refused;
import dev.sluice.ops.dashboard.act.Upload;
import dev.sluice.ops.dashboard.act.Uploads;
import dev.sluice.ops.dashboard.act.Uploads.Wish;
import dev.sluice.ops.dashboard.read.OneRow;
import dev.sluice.ops.fleet.Fleet;
import dev.sluice.ops.fleet.PipelineChoice;
import dev.sluice.ops.fleet.Submission;
import dev.sluice.shared.pipeline.Pipelines.Route;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Signs addresses at which files are uploaded to the store itself. */
public final class NewUploads {
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}/]{1,200}");
    private static final Pattern PIPELINE = Pattern.compile("[a-z0-9-]{1,60}");
    private static final Pattern ID_NAME = Pattern.compile("[a-zA-Z0-9]{1,40}");
    private static final Pattern ID = Pattern.compile("[^\\p{Cntrl}/]{1,200}");

    /** S3 keeps 2 KB of user metadata, in headers of US-ASCII. */
    private static final Pattern METADATA_NAME = Pattern.compile("[a-z0-9-]{1,40}");

    private static final Pattern METADATA = Pattern.compile("[!-~]([ -~]{0,98}[!-~])?");
    private static final Pattern KEY = Pattern.compile("[^\\p{Cntrl}]{1,1024}");
    private static final Pattern UPLOAD_ID = Pattern.compile("[!-~]{1,1024}");
    private static final int MOST = 10;
    private static final long LARGEST = 1L << 40;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Fleet fleet;
    private final Uploads uploads;
    private final OneRow rows;

    public NewUploads(Fleet fleet, Uploads uploads) {
        this.fleet = fleet;
        this.uploads = uploads;
        this.rows = new OneRow(fleet.clients().dynamodb(), fleet.settings().table());
    }

    public List<Endpoint> endpoints() {
        return List.of(
                new Endpoint("POST", "/v1/uploads", this::begin, NewUploads::busy),
                new Endpoint("POST", "/v1/uploads/complete", this::complete, this::puttingTogether),
                new Endpoint("POST", "/v1/uploads/abort", this::abort, NewUploads::busy));
    }

    private Answer begin(Call call) {
        Members members = call.members();
        Optional<String> pipeline = members.optional("pipeline", PIPELINE);
        String name = members.text("name", NAME);
        long size = members.number("size", 1, LARGEST);
        Map<String, String> ids = members.texts("ids", ID_NAME, ID, MOST);
        Map<String, String> metadata = members.texts("metadata", METADATA_NAME, METADATA, MOST);
        members.end();
        Wish wish =
                new Wish(
                        call.customer(),
                        pipeline.orElseGet(
                                () -> new PipelineChoice(fleet.pipelines()).usual().name()),
                        name,
                        size,
                        ids,
                        metadata);
        Submission submission = uploads.submission(wish);
        Optional<String> part = submission.pipeline().part(submission.key());
        Awaited awaited = Awaited.after(part, rows.of(submission.customerID(), submission.rowID()));
        return Answer.of(201, answer(uploads.sign(submission, wish), awaited));
    }

    private static Map<String, Object> answer(Upload upload, Awaited awaited) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("customer", upload.customer());
        answer.put("item", upload.item());
        answer.put("key", upload.key());
        answer.put("job", new JobAddress(upload.customer(), upload.item()).path(awaited));
        String url = upload.url();
        if (url != null) {
            answer.put("url", url);
            answer.put("headers", upload.headers());
        } else {
            answer.put("parts", upload.parts());
            answer.put("partSize", upload.partSize());
            answer.put("uploadID", upload.uploadID());
        }
        return answer;
    }

    /** The parts of a file. */
    private record InParts(String key, String uploadID, Route.Matched route) {}

    private InParts inParts(Call call) {
        Members members = call.members();
        String key = members.text("key", KEY);
        String uploadID = members.text("uploadID", UPLOAD_ID);
        members.end();
        if (!(fleet.pipelines().route(key) instanceof Route.Matched route)
                || !route.customerID().equals(call.token().customer())) {
            throw new Refused(
                    403, "This token signs no such key; send the one that came with the upload.");
        }
        return new InParts(key, uploadID, route);
    }

    private Answer complete(Call call) {
        InParts parts = inParts(call);
        String eTag = uploads.complete(parts.key(), parts.uploadID());
        return Answer.of(200, Map.of("key", parts.key(), "eTag", eTag));
    }

    private Answer abort(Call call) {
        InParts parts = inParts(call);
        uploads.abort(parts.key(), parts.uploadID());
        return Answer.nothing();
    }

    /** A large file takes the store a while; its job shows when it is there. */
    private Answer puttingTogether(Call call) {
        InParts parts = inParts(call);
        return Answer.of(202, Map.of("key", parts.key()))
                .at(new JobAddress(call.customer(), parts.route().rowID()).path())
                .again(SOON);
    }

    private static Answer busy(Call call) {
        throw new Refused(503, "This takes too long now.", Optional.of(SOON));
    }
}
