package dev.sluice.shared.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.util.Map;

class UsageTest {
    @Test
    void theLineOfJsonIsSortedAndReadsBack() {
        Usage usage =
                new Usage(
                        Map.of("sqs.ReceiveMessage", 5L, "s3.GetObject", 12L),
                        Map.of("dynamodb.writeUnits", 2.5));

        assertThat(usage.json())
                .isEqualTo(
                        "{\"calls\":{\"s3.GetObject\":12,\"sqs.ReceiveMessage\":5},"
                                + "\"units\":{\"dynamodb.writeUnits\":2.5}}");
        assertThat(Usage.parse(usage.json())).isEqualTo(usage);
    }

    @Test
    void twoMetersAddUpAndAnEarlierLookIsTakenAway() {
        Usage one = new Usage(Map.of("s3.GetObject", 12L), Map.of("dynamodb.writeUnits", 2.5));
        Usage other = new Usage(Map.of("s3.GetObject", 3L, "s3.PutObject", 1L), Map.of());

        assertThat(one.plus(other).calls()).containsEntry("s3.GetObject", 15L).hasSize(2);
        assertThat(one.plus(other).since(other).units()).isEqualTo(one.units());
        assertThat(one.plus(other).since(other).calls()).containsEntry("s3.GetObject", 12L);
    }

    @Test
    void anythingElseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Usage.parse("drained: 3 completed"));
    }
}
