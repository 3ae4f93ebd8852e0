package dev.sluice.worker.task.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|All human beings are born free and equal in dignity and rights.",
                "en|I was in Berlin last week and it was so cold",
                "en|wow, thanks!",
                "en|The man was a die-hard fan",
                "de|Alle Menschen sind frei und gleich an Würde und Rechten geboren.",
                "de|Ich war gestern im Kino, der Film war sehr schön",
                "fr|Tous les êtres humains naissent libres et égaux en dignité et en droits.",
                "fr|merci beaucoup, je suis très content",
                "es|Todos los seres humanos nacen libres e iguales en dignidad y derechos.",
                "it|Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti.",
                "pt|Todos os seres humanos nascem livres e iguais em dignidade e em direitos.",
                "nl|Alle mensen worden vrij en gelijk in waardigheid en rechten geboren, en ik"
                        + " ook.",
                "pl|Wszyscy ludzie rodzą się wolni i równi pod względem swej godności.",
                "tr|Bütün insanlar hür ve haysiyet ve haklar bakımından eşit doğarlar.",
                "und-Cyrl|Все люди рождаются свободными и равными в своём достоинстве и правах.",
                "und-Grek|Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι",
                "und-Arab|يولد جميع الناس أحراراً متساوين",
                "und-Hani|人人生而自由,在尊严和权利上一律平等。",
                "und-Jpan|すべてのにんげんは、うまれながらにしてじゆうであり",
                "und-Kore|모든 인간은 태어날 때부터 자유로우며",
                "und|Bakqorx zivvle gruntho plimwak",
                "zxx|12345 !!! 😀"
            })
    void isToldByScriptAndCommonWords(String tag, String text) {
        assertThat(Language.of(text, _ -> false).tag()).isEqualTo(tag);
    }
}
