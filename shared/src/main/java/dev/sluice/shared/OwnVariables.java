package dev.sluice.shared;

import dev.sluice.shared.config.Nearest;
import dev.sluice.shared.config.Problems;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds typing errors among the environment variables whose names begin as ours do. */
final class OwnVariables {
    private static final String OURS = "SLUICE_";

    /**
     * Addresses that {@code up} exports for other programs, and what callers of the API have
     * beside; they mean nothing here.
     */
    private static final Set<String> FOR_OTHERS =
            Set.of(
                    "SLUICE_WORKER_URL",
                    "SLUICE_DISPATCHER_URL",
                    "SLUICE_DASHBOARD_URL",
                    "SLUICE_API_URL",
                    "SLUICE_API_TOKEN");

    /**
     * What Kubernetes puts into every container of a namespace that has a Service called {@code
     * sluice} or {@code sluice-…}, as {@code name=value}. Only the last form could also be
     * somebody's own name, so its value decides.
     *
     * @see <a
     *     href="https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables">
     *     Environment variables of Services</a>
     */
    private static final Pattern SERVICE_LINK =
            Pattern.compile(
                    "SLUICE_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?"
                            + "|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)=.*"
                            + "|SLUICE_(\\w+_)?PORT=(tcp|udp|sctp)://.*",
                    Pattern.DOTALL);

    private final List<String> known;

    /**
     * @param names all that are read; those of others are left alone
     */
    OwnVariables(Collection<String> names, String one) {
        known =
                Stream.concat(names.stream(), Stream.of(one))
                        .filter(name -> name.startsWith(OURS))
                        .sorted()
                        .toList();
    }

    void check(Map<String, String> environment, Problems problems) {
        environment.forEach(
                (name, value) -> {
                    if (name.startsWith(OURS)
                            && !known.contains(name)
                            && !FOR_OTHERS.contains(name)
                            && !SERVICE_LINK.matcher(name + "=" + value).matches()) {
                        problems.add(name, remedy(name));
                    }
                });
    }

    private String remedy(String name) {
        return Nearest.to(name, known)
                .map(near -> "is not known; did you mean " + near + "?")
                .orElse("is not known; known are " + known);
    }
}
