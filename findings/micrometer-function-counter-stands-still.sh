#!/usr/bin/env bash
# Micrometer 1.16.0, Prometheus registry: a counter read from a method reference stands still after a garbage collection, and
# an empty unit leaves an underscore in its name.
#
# Expected: FunctionCounter.builder(name, object, function).register(registry) counts for as long as the registry lives, and
# baseUnit("") says that there is no unit.
# Seen: the registry holds the object weakly. Where nobody else holds it, as with a lambda made for this counter, the counter
# keeps its last value for ever, without a word: a dashboard shows a service that has stopped working. And the
# empty unit makes jobs__total out of jobs. Sluice holds what it reads, and gives null where there is no unit (Meters,
# MetersTest, FamiliesTest).
# Needs: a JDK 17 or later and Maven.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>io.micrometer</groupId><artifactId>micrometer-registry-prometheus</artifactId><version>1.16.0</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.17</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B dependency:build-classpath -Dmdep.outputFile=classpath >/dev/null

cat >Finding.java <<'JAVA'
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.prometheusmetrics.*;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

public class Finding {
    static final LongAdder jobs = new LongAdder();

    /** What a meter reads; nobody else holds it. */
    record Reader(LongAdder from) {
        double read() {
            return from.sum();
        }
    }

    public static void main(String[] args) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Reader reader = new Reader(jobs);
        WeakReference<Reader> held = new WeakReference<>(reader);
        FunctionCounter.builder("jobs", reader, Reader::read).baseUnit("").register(registry);
        jobs.add(5);
        tell("before", registry);
        reader = null;
        for (int i = 0; i < 100 && held.get() != null; i++) {
            System.gc();
        }
        jobs.add(5);
        tell("after ", registry);
        System.out.println("jobs    " + jobs);
    }

    static void tell(String when, PrometheusMeterRegistry registry) {
        registry.scrape().lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> System.out.println(when + "  " + line));
    }
}
JAVA
java -cp "$(cat classpath)" Finding.java | tee seen
diff - seen <<'SEEN'
before  jobs__total 5.0
after   jobs__total 5.0
jobs    10
SEEN
