/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/compound_words.h"

#include <stdlib.h>

/* Endings that are words too: derivational suffixes, and verbs, which end separable verbs
 * ("kennisnemen") and no compounds. */
static const char *const suffixes[] = {
	"aal",       "aar",      "aardig",    "aardige",     "aars",         "achtig",
	"achtige",   "age",      "ale",       "ant",         "baar",         "baarheid",
	"bare",      "baren",    "barend",    "bieden",      "biedt",        "blijft",
	"blijven",   "brengen",  "brengt",    "de",          "delig",        "delige",
	"den",       "der",      "doen",      "doet",        "dom",          "draagt",
	"drachtig",  "dragen",   "echtelijk", "echtelijke",  "eel",          "ees",
	"el",        "els",      "em",        "en",          "end",          "ende",
	"enen",      "ens",      "ent",       "er",          "ere",          "eren",
	"ers",       "ert",      "es",        "eur",         "eus",          "euze",
	"gaan",      "gaand",    "gaande",    "gaat",        "gebleven",     "geboden",
	"gebracht",  "gedaan",   "gedragen",  "geeft",       "gegaan",       "gegeven",
	"gehaald",   "gehouden", "gekeerd",   "gekeken",     "gekomen",      "gelaten",
	"gelegd",    "gelopen",  "gemaakt",   "gen",         "genomen",      "gerekend",
	"geslagen",  "gesloten", "gesproken", "gestaan",     "gesteld",      "gestuurd",
	"getrokken", "gevallen", "geven",     "gevoerd",     "gevonden",     "gezegd",
	"gezet",     "gezien",   "gisch",     "gooien",      "haalt",        "halen",
	"hartig",    "hartige",  "heden",     "heid",        "hield",        "houden",
	"houdt",     "ief",      "iek",       "ieke",        "iel",          "ielen",
	"ier",       "iers",     "iet",       "ieten",       "ieve",         "ijk",
	"ing",       "ingen",    "isch",      "ische",       "isme",         "ismen",
	"ist",       "isten",    "iteit",     "iteiten",     "je",           "keert",
	"ken",       "keren",    "kers",      "keurig",      "keurige",      "kijken",
	"kijkt",     "kje",      "klaar",     "komen",       "komt",         "krachtig",
	"krachtige", "laat",     "lange",     "laten",       "leggen",       "legt",
	"len",       "leren",    "liggen",    "ligt",        "lijk",         "lijke",
	"lijkheid",  "ling",     "lingen",    "logen",       "logie",        "loog",
	"loopt",     "loos",     "loosheid",  "lopen",       "loze",         "luiden",
	"maakt",     "maken",    "malig",     "malige",      "matig",        "matige",
	"matigheid", "men",      "metrisch",  "metrische",   "moedig",       "moedige",
	"nam",       "namen",    "neemt",     "nemen",       "nen",          "nis",
	"nissen",    "oeuvre",   "pen",       "pje",         "raagt",        "rekenen",
	"rekent",    "ren",      "repen",     "rijke",       "rijker",       "rijkere",
	"rijkst",    "rijkste",  "schap",     "schappelijk", "schappelijke", "schappen",
	"schrijven", "sen",      "slaan",     "slaat",       "sluit",        "sluiten",
	"spreekt",   "spreken",  "staan",     "stellen",     "stellig",      "stelt",
	"sten",      "ster",     "sters",     "strepen",     "sturen",       "stuurt",
	"te",        "ten",      "ter",       "teren",       "teur",         "tie",
	"tien",      "ties",     "tig",       "tijdig",      "tijdige",      "tje",
	"trekken",   "trekt",    "vaardig",   "vaardige",    "vallen",       "valt",
	"ven",       "vinden",   "vindt",     "voeren",      "voert",        "vol",
	"volle",     "waardig",  "waardige",  "waarts",      "weest",        "wezen",
	"wichtig",   "wichtige", "willig",    "willige",     "zakelijk",     "zakelijke",
	"zeggen",    "zegt",     "zen",       "zetten",      "zien",         "ziet",
	"zij",       "zijdig",   "zijdige",   "zinnig",      "zinnige",
};

/* Beginnings that are words too: particles, prefixes, function words. */
static const char *const openers[] = {
	"aan",     "ach",      "acht",    "achter", "achterop", "achteruit", "aero",    "af",
	"al",      "alle",     "aller",   "als",    "ander",    "anders",    "ante",    "anti",
	"bel",     "beneden",  "bij",     "bijeen", "binnen",   "bio",       "boven",   "buit",
	"buiten",  "centi",    "con",     "daar",   "daarna",   "daarop",    "dan",     "dat",
	"de",      "den",      "der",     "des",    "die",      "dis",       "doe",     "door",
	"dus",     "dwars",    "een",     "eer",    "eerder",   "en",        "ent",     "er",
	"even",    "evens",    "ex",      "ge",     "geo",      "ger",       "ges",     "gevangen",
	"giga",    "heel",     "heen",    "hem",    "hen",      "her",       "het",     "hier",
	"hij",     "hoe",      "hun",     "hydro",  "hyper",    "ik",        "in",      "infra",
	"inter",   "intra",    "je",      "jij",    "kap",      "ken",       "kilo",    "kon",
	"laat",    "maar",     "macro",   "maxi",   "mede",     "mee",       "mega",    "men",
	"met",     "micro",    "mij",     "milli",  "mini",     "mis",       "moe",     "mono",
	"multi",   "na",       "naar",    "neder",  "neer",     "neo",       "neuro",   "niet",
	"noch",    "nog",      "non",     "nu",     "of",       "om",        "omver",   "on",
	"onder",   "onderaan", "onderst", "ont",    "ook",      "op",        "opeen",   "opper",
	"over",    "overeen",  "par",     "para",   "per",      "poly",      "pre",     "pro",
	"pseudo",  "psycho",   "rap",     "re",     "retro",    "rond",      "samen",   "scha",
	"semi",    "sinds",    "socio",   "sub",    "super",    "te",        "techno",  "tegemoet",
	"tegen",   "tekort",   "teleur",  "ten",    "teniet",   "ter",       "terug",   "teweeg",
	"toe",     "tot",      "trans",   "tussen", "uit",      "uiteen",    "ultra",   "van",
	"vanzelf", "ver",      "verder",  "verre",  "verrek",   "vers",      "vice",    "vol",
	"voor",    "vooraf",   "voorbij", "voorn",  "voorop",   "voort",     "vooruit", "waar",
	"wan",     "was",      "wat",     "we",     "weer",     "weg",       "wel",     "wild",
	"zal",     "zelf",     "zo",      "zoo",    "zou",
};

/* Words whose parts mislead, and loanwords that look like compounds; their plurals go with them. */
static const char *const wholes[] = {
	"aandeel",          "ambtenaar",    "antwoord",        "antwoorden",   "argument",
	"automaat",         "balkan",       "bedrijf",         "beeld",        "belangstelling",
	"bestelling",       "boodschap",    "burgemeester",    "christelijk",  "christen",
	"dinsdag",          "document",     "donderdag",       "eigenaar",     "eigendom",
	"element",          "erfgoed",      "gelegenheid",     "gemeentehuis", "gerechtelijk",
	"gerechtelijke",    "grootorde",    "handel",          "handeling",    "handhaving",
	"handicap",         "heelkunde",    "instelling",      "instrument",   "koepel",
	"koepels",          "koppel",       "kwartaal",        "landbouw",     "leeftijd",
	"lichaam",          "maaltijd",     "maandag",         "maatregel",    "maatschappij",
	"maatwerk",         "manier",       "materiaal",       "minister",     "ministerie",
	"misdaad",          "moment",       "nadeel",          "netwerk",      "onderwijs",
	"oordeel",          "oorlog",       "oorzaak",         "operator",     "operatoren",
	"opstelling",       "parlement",    "paspoort",        "personeel",    "platform",
	"probleemstelling", "programma",    "rapport",         "rechtstreeks", "richtlijn",
	"rijbewijs",        "schoonmaak",   "slachtoffer",     "stadhuis",     "standpunt",
	"systeem",          "tehuis",       "tentoonstelling", "tijdbestek",   "transport",
	"tuinbouw",         "vastgoed",     "vechtpartij",     "voertuig",     "voorbeeld",
	"voordeel",         "voorstelling", "voorwaarde",      "vraagstuk",    "vrijdag",
	"vrijstelling",     "vuurlinie",    "waarde",          "wachtwoord",   "weigering",
	"werkgelegenheid",  "wetenschap",   "woensdag",        "zaterdag",     "ziekenhuis",
	"zondag",
};

/* Neuters with a plural in -eren, or once in -er. */
static const char *const takers_of_er[] = {
	"blad", "gemoed", "goed", "kind", "lied", "rad", "rund", "volk",
};

/* Those that change their spelling before -er-, or have a d there. */
static const char *const bound_leads[] = {
	"beender", "eier", "hoender", "kalver", "kleder", "lammer",
};

/* Suffixes whose ends are words too. */
static const char *const long_suffixes[] = {
	"eerd", "eerde", "eerden", "eert", "elaar",  "elaars",  "enaar", "enaars",
	"eren", "erend", "erende", "erij", "erijen", "erijtje", "ering", "eringen",
};

static const char *const place_heads[] = {
	"beek",   "berg",  "bergen", "bos",    "broek",  "brug",     "brugge",  "burg", "dam",
	"dijk",   "donk",  "dorp",   "drecht", "eiland", "eilanden", "gem",     "gouw", "gracht",
	"ham",    "haven", "heide",  "heim",   "heuvel", "hoek",     "hof",     "hout", "hoven",
	"huizen", "kade",  "kamp",   "kapel",  "kerk",   "kerke",    "kerken",  "kust", "laan",
	"laar",   "land",  "lande",  "lo",     "loo",    "man",      "mans",    "meer", "molen",
	"mond",   "monde", "oever",  "oord",   "plein",  "poort",    "rade",    "rijk", "rode",
	"singel", "sluis", "stad",   "steeg",  "steen",  "straat",   "straten", "veen", "veld",
	"velde",  "vliet", "voorde", "voort",  "water",  "weerd",    "weg",     "wijk", "woud",
	"zand",   "zee",   "zele",
};

static int compare(const void *key, const void *item)
{
	return slice_compare(*(const struct slice *)key, slice_of(*(const char *const *)item));
}

#define IN(list, word) \
	(bsearch(&(word), list, sizeof list / sizeof *list, sizeof *list, compare) != NULL)

bool compound_never_last(struct slice folded)
{
	return IN(suffixes, folded);
}

bool compound_never_first(struct slice folded)
{
	/* "weg|ge|werkt": what a participle begins with */
	struct slice particle = slice_sub(folded, 0, folded.len > 2 ? folded.len - 2 : 0);
	return IN(openers, folded) || (slice_ends(folded, "ge") && IN(openers, particle));
}

bool compound_takes_er(struct slice folded)
{
	return IN(takers_of_er, folded);
}

bool compound_is_bound_lead(struct slice folded)
{
	return IN(bound_leads, folded);
}

bool compound_is_ending(struct slice folded, size_t start)
{
	for (size_t i = 0; i < sizeof long_suffixes / sizeof *long_suffixes; i++)
		if (strlen(long_suffixes[i]) > folded.len - start &&
		    slice_ends(folded, long_suffixes[i]))
			return true;
	return false;
}

bool compound_names_place(struct slice head)
{
	return IN(place_heads, head);
}

bool compound_is_whole(struct slice folded)
{
	static const char *const endings[] = {"s", "en", "e", "je"};
	char base[64];
	if (IN(wholes, folded))
		return true;
	if (folded.len < 6 || folded.len > sizeof base - 2)
		return false;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
		struct slice stem = slice_sub(folded, 0, folded.len - strlen(endings[i]));
		if (slice_ends(folded, endings[i]) && IN(wholes, stem))
			return true;
	}
	if (!slice_ends(folded, "en"))
		return false;
	/* plurals that change their spelling: huizen, brieven, platformmen, ambtenaren */
	size_t n = folded.len - 2;
	memcpy(base, folded.ptr, n);
	char last = base[n - 1], before = base[n - 2];
	struct slice changed = slice_make(base, n);
	if (last == 'z' || last == 'v') {
		base[n - 1] = last == 'z' ? 's' : 'f';
	} else if (last == before) {
		changed.len = n - 1;
	} else if (strchr("aeou", before)) {
		base[n - 1] = before;
		base[n] = last;
		changed.len = n + 1;
	}
	return IN(wholes, changed);
}
