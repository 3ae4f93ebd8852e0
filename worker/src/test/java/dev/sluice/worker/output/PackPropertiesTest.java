package dev.sluice.worker.output;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.shared.job.ResultPlace;
import dev.sluice.worker.fake.Calls;
import dev.sluice.worker.fake.FakeSqs;
import dev.sluice.worker.intake.Lease;
import dev.sluice.worker.intake.Leases;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class PackPropertiesTest {
    private final Leases leases =
            new Leases(new FakeSqs(new Calls()).queue(), Duration.ofSeconds(60), () -> 0);

    @Property(tries = 200)
    void rule19_eachRangeUnpacksAloneAndThePackToItsLines(
            @ForAll @Size(min = 1, max = 20) List<String> documents) {
        Pack pack = new Pack("k");
        Lease lease = leases.hold(FakeSqs.message(1), 0);
        List<ResultPlace.InPack> places = new ArrayList<>();
        for (String document : documents) {
            byte[] member = GzipLine.of(document.getBytes(UTF_8));
            places.add((ResultPlace.InPack) pack.add(member, lease).place());
        }

        byte[] content = pack.content();

        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < documents.size(); i++) {
            String line = new String(documents.get(i).getBytes(UTF_8), UTF_8) + "\n";
            assertThat(Gunzip.range(content, places.get(i))).isEqualTo(line);
            lines.append(line);
        }
        assertThat(Gunzip.all(content)).isEqualTo(lines.toString());
        ResultPlace.InPack last = places.getLast();
        assertThat(last.offset() + last.length()).isEqualTo(content.length);
    }
}
