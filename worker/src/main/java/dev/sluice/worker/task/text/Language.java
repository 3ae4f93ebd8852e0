package dev.sluice.worker.task.text;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which language a text is in, by its script and its commonest words: enough to tell English, which
 * the network knows, from all else. As BCP 47 writes it: {@code en}, {@code und-Cyrl} (a language
 * in Cyrillic script), {@code und} (not to be told), {@code zxx} (no words at all).
 */
record Language(String tag) {
    private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{M}]*(?:['’]\\p{L}+)?");

    /** Of a longer text its beginning tells. */
    private static final int LOOKED_AT = 20_000;

    /** Those with common words, English first. */
    private static final List<String> TAGS = new ArrayList<>();

    /** Common words, and in which languages they are: a bit for each, in the order of the tags. */
    private static final Map<String, Integer> WORDS = new HashMap<>();

    static {
        words(
                "en",
                "the and is are was were of to that this it you he she they we i my your his her"
                    + " with for not have has had be been but what when who how so do did does"
                    + " don't i'm can't it's at on from by as if or an a there will would could can"
                    + " just me him them our their no yes very all about out up now then than too"
                    + " because thank thanks please hello hi good great love hate happy sad angry"
                    + " never ever wow why where which am im isn't didn't won't that's you're nice"
                    + " bad really feel today go went get got in on into over after before only"
                    + " some any more most other like know think want need see come make");
        words(
                "de",
                "der die das und ist nicht ich du er sie es wir ihr ein eine einen einem mit auf"
                    + " für von den dem des zu im auch aber wie was wenn dass daß sich sind war hat"
                    + " haben mir mich dir dich bei nach noch nur oder über sehr schon danke bitte"
                    + " heute kein keine als aus");
        words(
                "fr",
                "le la les des un une et est pas je tu il elle nous vous ils elles que qui dans"
                    + " pour sur avec au aux ce cette ces mais ou où ne se sont suis es c'est j'ai"
                    + " très plus bien merci bonjour mon ma mes ton ta du de en par beaucoup");
        words(
                "es",
                "el la los las un una y es no yo tú él ella nosotros que en de con por para se lo"
                    + " su sus mi mis pero más muy está estoy son como cuando gracias hola hoy del"
                    + " al todo también porque qué");
        words(
                "it",
                "il lo la gli le un una e è non io tu lui lei noi voi loro che di in con per da del"
                    + " della dei delle mi ti si ma più molto sono ho hai ha questo questa grazie"
                    + " ciao oggi come quando anche perché");
        words(
                "pt",
                "o a os as um uma e é não eu tu ele ela nós você vocês eles que de em com por para"
                        + " se do da dos das no na meu minha mas mais muito está são como quando"
                        + " obrigado obrigada olá hoje também porque");
        words(
                "nl",
                "de het een en is niet ik jij je hij zij wij we dat die van op met voor te aan er"
                    + " maar ook als naar heb heeft zijn was wat hoe mijn dank bedankt vandaag geen"
                    + " nog wel heel");
        words(
                "sv",
                "och är inte jag du han hon vi ni det den en ett som på med för att av till om men"
                        + " var har hade mig dig mycket tack idag också när hur");
        words(
                "da",
                "og er ikke jeg du han hun vi det den en et som på med for at af til om men var har"
                        + " havde mig dig meget tak dag også når hvordan hvad");
        words(
                "pl",
                "i w nie na się jest to że z do jak ale co ja ty on ona my wy tak za od po dla mnie"
                        + " ciebie bardzo dziękuję proszę dzisiaj są był była mam");
        words(
                "tr",
                "ve bir bu çok ben sen o biz siz değil için ile ama ne nasıl var yok daha gibi"
                        + " teşekkür ederim bugün mi mı");
        words(
                "ro",
                "și nu este sunt eu tu el ea noi voi că de la în cu pe pentru un o mai dar foarte"
                        + " mulțumesc azi ce cum");
        words(
                "fi",
                "ja on ei minä sinä hän me te he se että mutta kun niin olen ole oli hyvin kiitos"
                        + " tänään mitä miten kanssa");
        words(
                "cs",
                "a je ne to se na v že jsem jsi jsou ale jak co já ty on ona my vy pro velmi děkuji"
                        + " prosím dnes byl byla nebo");
        words(
                "id",
                "dan yang di ini itu tidak saya kamu dia kami kita mereka dengan untuk dari ke ada"
                        + " adalah terima kasih hari sangat akan");
    }

    private static void words(String language, String words) {
        int bit = 1 << TAGS.size();
        TAGS.add(language);
        for (String word : List.of(words.split(" "))) {
            WORDS.merge(word, bit, (a, b) -> a | b);
        }
    }

    /** The language that the network knows. */
    boolean known() {
        return tag.equals("en");
    }

    /** As people say it. */
    String name() {
        return switch (tag) {
            case "und" -> "a language that it does not know";
            case "zxx" -> "no language";
            default ->
                    tag.startsWith("und-")
                            ? "a language in the script " + tag.substring(4)
                            : Locale.forLanguageTag(tag).getDisplayLanguage(Locale.ENGLISH);
        };
    }

    /**
     * @param familiar whether the network knows a word whole, which helps with short texts
     */
    static Language of(String text, Predicate<String> familiar) {
        String start = text.substring(0, Math.min(text.length(), LOOKED_AT));
        Map<UnicodeScript, Integer> others = new EnumMap<>(UnicodeScript.class);
        int letters = 0;
        for (int i = 0; i < start.length(); i += Character.charCount(start.codePointAt(i))) {
            int c = start.codePointAt(i);
            if (Character.isLetter(c)) {
                letters++;
                if (c >= 128 && UnicodeScript.of(c) != UnicodeScript.LATIN) {
                    others.merge(UnicodeScript.of(c), 1, Integer::sum);
                }
            }
        }
        if (letters == 0) {
            return new Language("zxx");
        }
        for (Map.Entry<UnicodeScript, Integer> script : others.entrySet()) {
            if (script.getValue() * 2 > letters) {
                return new Language("und-" + code(script.getKey()));
            }
        }
        return latin(start.toLowerCase(Locale.ROOT), familiar);
    }

    private static Language latin(String text, Predicate<String> familiar) {
        int[] hits = new int[TAGS.size()];
        int words = 0;
        int known = 0;
        for (Matcher word = WORD.matcher(text); word.find(); words++) {
            String plain = word.group().replace('’', '\'');
            for (int in = WORDS.getOrDefault(plain, 0); in != 0; in &= in - 1) {
                hits[Integer.numberOfTrailingZeros(in)]++;
            }
            known += familiar.test(plain) ? 1 : 0;
        }
        int likeliest = 0; // the first of those with most
        for (int i = 1; i < hits.length; i++) {
            likeliest = hits[i] > hits[likeliest] ? i : likeliest;
        }
        int most = hits[likeliest];
        if (most > 0 && (likeliest == 0 || most > 1 || known * 2 < words)) {
            return new Language(TAGS.get(likeliest));
        }
        return new Language(known * 2 > words ? "en" : "und");
    }

    /** As ISO 15924 names scripts. */
    private static String code(UnicodeScript script) {
        return switch (script) {
            case CYRILLIC -> "Cyrl";
            case GREEK -> "Grek";
            case ARABIC -> "Arab";
            case HEBREW -> "Hebr";
            case HAN -> "Hani";
            case HIRAGANA, KATAKANA -> "Jpan";
            case HANGUL -> "Kore";
            case DEVANAGARI -> "Deva";
            case THAI -> "Thai";
            case GEORGIAN -> "Geor";
            case ARMENIAN -> "Armn";
            case BENGALI -> "Beng";
            case TAMIL -> "Taml";
            default -> "Zzzz";
        };
    }
}
