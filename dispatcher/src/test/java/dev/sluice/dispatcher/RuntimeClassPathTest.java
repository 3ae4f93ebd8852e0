package dev.sluice.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

/** What a function's archive holds is what Maven says is needed at run time. */
class RuntimeClassPathTest {
    private static Set<String> dependencies(String module, boolean ofTests) throws Exception {
        Path pom = Path.of(System.getProperty("sluice.home"), module, "pom.xml");
        NodeList all =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(pom.toFile())
                        .getElementsByTagName("dependency");
        Set<String> names = new TreeSet<>();
        IntStream.range(0, all.getLength())
                .mapToObj(i -> (Element) all.item(i))
                .filter(each -> text(each, "scope").equals("test") == ofTests)
                .forEach(each -> names.add(text(each, "artifactId")));
        return names;
    }

    private static String text(Element dependency, String name) {
        NodeList found = dependency.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    @Test
    void nothingThatIsNeededAtRunTimeIsLeftToTheTests() throws Exception {
        assertThat(dependencies("shared", false)).contains("auth", "sts", "sso", "ssooidc");
        assertThat(dependencies("dispatcher", true))
                .doesNotContainAnyElementsOf(dependencies("shared", false));
    }
}
