package dev.sluice.shared.notify;

import dev.sluice.shared.config.Nearest;
import dev.sluice.shared.config.Problems;
import dev.sluice.shared.config.Section;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who is told how jobs end: the {@code notify} section of the settings file. It belongs to an
 * environment, as its ARNs do, and not to a pipeline.
 *
 * @param otherwise for pipelines that have no entry of their own
 * @param byPipeline whole entries; nothing is taken over from the default
 */
public record NoticeSettings(Targets otherwise, Map<String, Targets> byPipeline) {
    private static final String DEFAULT = "default";

    private static final Pattern TOPIC =
            Pattern.compile("arn:aws[\\w-]*:sns:[a-z0-9-]+:\\d{12}:[\\w-]{1,256}(\\.fifo)?");

    private static final Pattern QUEUE =
            Pattern.compile("[\\w-]{1,80}(\\.fifo)?|https?://[^\\s?#@]+/[\\w-]{1,80}(\\.fifo)?");

    /**
     * Where one pipeline's notifications go.
     *
     * @param link where people see the job that each is about
     */
    record Targets(
            Optional<String> topic,
            Optional<String> queue,
            Optional<Hook> webhook,
            Optional<JobLink> link) {
        static final Targets NONE =
                new Targets(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * @param opened private networks that it may be in
     * @param loopback whether it may be on this machine, and without TLS
     */
    record Hook(URI url, SecretName secret, List<Network> opened, boolean loopback) {
        Hook {
            opened = List.copyOf(opened);
        }

        /** Without path and query, which may be secrets. */
        @Override
        public String toString() {
            return "Hook[" + url.getHost() + ", " + secret + "]";
        }
    }

    public NoticeSettings {
        byPipeline = Map.copyOf(byPipeline);
    }

    /** Nobody is told anything. */
    public static NoticeSettings none() {
        return new NoticeSettings(Targets.NONE, Map.of());
    }

    /** Reads the section, by pipeline; what is wrong is noted with its path. */
    public static NoticeSettings read(Section notify) {
        Map<String, Targets> all = new LinkedHashMap<>();
        for (String pipeline : notify.raw().keySet()) {
            all.put(pipeline, targets(notify.section(pipeline)));
        }
        Targets otherwise = Optional.ofNullable(all.remove(DEFAULT)).orElse(Targets.NONE);
        return new NoticeSettings(otherwise, all);
    }

    private static Targets targets(Section section) {
        Optional<String> topic =
                matching(
                        section,
                        "topic",
                        TOPIC,
                        "must be a topic's ARN, such as"
                                + " arn:aws:sns:us-east-1:123456789012:results");
        Optional<String> queue =
                matching(section, "queue", QUEUE, "must be a queue's name or its URL");
        Optional<Hook> hook = webhook(section);
        Optional<JobLink> link = link(section);
        section.done();
        return new Targets(topic, queue, hook, link);
    }

    private static Optional<JobLink> link(Section section) {
        Optional<String> text = section.optionalText("link");
        Optional<JobLink> link = text.flatMap(JobLink::parse);
        if (text.isPresent() && link.isEmpty()) {
            section.problem("link", JobLink.FORM);
        }
        return link;
    }

    private static Optional<Hook> webhook(Section section) {
        if (!section.isMapping("webhook")) {
            if (!section.texts("webhook").isEmpty()) { // which is not to be repeated
                section.problem("webhook", "must be a mapping with url and secret");
            }
            return Optional.empty();
        }
        Section webhook = section.section("webhook");
        Optional<Hook> hook = hook(webhook);
        webhook.done();
        return hook;
    }

    private static Optional<String> matching(
            Section section, String key, Pattern allowed, String what) {
        Optional<String> text = section.optionalText(key);
        if (text.isPresent() && !allowed.matcher(text.get()).matches()) {
            section.problem(key, what);
            return Optional.empty();
        }
        return text;
    }

    /** What is wrong is never repeated: a path, a query or a misplaced secret is nobody's. */
    private static Optional<Hook> hook(Section section) {
        boolean loopback = section.flag("allowLoopback", false);
        List<Network> opened = opened(section);
        Optional<SecretName> secret =
                section.optionalText("secret").flatMap(text -> SecretName.parse(text.strip()));
        if (secret.isEmpty()) {
            section.problem(
                    "secret",
                    "must say where the secret is kept, as ssm:NAME, secretsmanager:NAME or"
                            + " env:NAME; it may not stand here itself");
        }
        Optional<URI> url = url(section, loopback, opened);
        return url.isPresent() && secret.isPresent()
                ? Optional.of(new Hook(url.get(), secret.get(), opened, loopback))
                : Optional.empty();
    }

    private static List<Network> opened(Section section) {
        List<Network> opened = new ArrayList<>();
        for (String text : section.texts("allowPrivate")) {
            Optional<Network> network =
                    Network.parse(text.strip()).filter(AddressGuard::mayBeOpened);
            network.ifPresentOrElse(
                    opened::add,
                    () ->
                            section.problem(
                                    "allowPrivate",
                                    "\"%s\" must be a network within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10 or fc00::/7"
                                            .formatted(text)));
        }
        return opened;
    }

    private static Optional<URI> url(Section section, boolean loopback, List<Network> opened) {
        String text = section.text("url", "");
        Optional<URI> url = parsed(text);
        if (url.isEmpty()) {
            section.problem("url", "must be an https URL with a host, and without user:password@");
            return Optional.empty();
        }
        Optional<InetAddress> literal = literal(url.get().getHost());
        AddressGuard guard = new AddressGuard(opened, loopback, SystemDefaultDnsResolver.INSTANCE);
        boolean here = loopback && onThisMachine(url.get().getHost(), literal);
        if (!url.get().getScheme().equals("https") && !here) {
            section.problem(
                    "url",
                    "must begin with https://; http:// is for tests on this machine, with"
                            + " allowLoopback: true");
            return Optional.empty();
        }
        if (literal.isPresent() && !guard.allows(literal.get())) {
            section.problem(
                    "url",
                    "leads to %s, which is no public address; allowPrivate opens private networks"
                            .formatted(literal.get().getHostAddress()));
            return Optional.empty();
        }
        return url;
    }

    private static boolean onThisMachine(String host, Optional<InetAddress> literal) {
        return host.equals("localhost")
                || literal.filter(InetAddress::isLoopbackAddress).isPresent();
    }

    private static Optional<URI> parsed(String text) {
        try {
            URI url = new URI(text.strip());
            boolean good =
                    ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                            && url.getHost() != null
                            && url.getUserInfo() == null
                            && !unreadable(url.getHost());
            return good ? Optional.of(url) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** A number that resolvers take for an address, such as 2130706433 for 127.0.0.1. */
    private static boolean unreadable(String host) {
        return host.matches("[\\d.]+") && literal(host).isEmpty();
    }

    private static Optional<InetAddress> literal(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return Network.parse(bare).map(Network::base);
    }

    /**
     * Entries must be of pipelines.
     *
     * @param pipelines all that there are; empty: not all are known
     * @throws dev.sluice.shared.config.InvalidConfiguration if one is not
     */
    void check(Collection<String> pipelines) {
        Problems problems = new Problems();
        for (String name : byPipeline.keySet()) {
            if (!pipelines.isEmpty() && !pipelines.contains(name)) {
                problems.add(
                        "SLUICE_CONFIG: notify." + name,
                        Nearest.to(name, pipelines)
                                .map(near -> "is no pipeline; did you mean \"" + near + "\"?")
                                .orElse("is no pipeline; known are " + pipelines));
            }
        }
        problems.throwIfAny();
    }

    Targets of(String pipeline) {
        return byPipeline.getOrDefault(pipeline, otherwise);
    }

    /** All entries, each once. */
    Set<Targets> all() {
        Set<Targets> all = new LinkedHashSet<>(byPipeline.values());
        all.add(otherwise);
        return all;
    }
}
