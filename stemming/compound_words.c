/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stemming/compound_words.h"

#include <stdlib.h>

/* Endings that are words too: derivational suffixes, and verbs, which end separable verbs
 * ("kennisnemen") and no compounds. */
static const char *const suffixes[] = {
	"aal", "aar", "aars", "achtig", "achtige", "age", "ale", "ant", "baar", "baarheid", "bare",
	"baren", "barend", "bieden", "biedt", "blijft", "blijven", "brengen", "brengt", "de", "delig",
	"delige", "den", "der", "doen", "doet", "dom", "draagt", "drachtig", "dragen", "echtelijk",
	"echtelijke", "eel", "ees", "el", "els", "em", "en", "end", "ende", "enen", "ens", "ent",
	"er", "ere", "eren", "ers", "ert", "es", "eur", "eus", "euze", "gaan", "gaand", "gaande",
	"gaat", "gebleven", "geboden", "gebracht", "gedaan", "gedragen", "geeft", "gegaan", "gegeven",
	"gehaald", "gehouden", "gekeerd", "gekeken", "gekomen", "gelaten", "gelegd", "gelopen",
	"gemaakt", "gen", "genomen", "gerekend", "geslagen", "gesloten", "gesproken", "gestaan",
	"gesteld", "gestuurd", "getrokken", "gevallen", "geven", "gevoerd", "gevonden", "gezegd",
	"gezet", "gezien", "gisch", "gooien", "haalt", "halen", "hartig", "hartige", "heden", "heid",
	"hield", "houden", "houdt", "ief", "iek", "ieke", "iel", "ielen", "ier", "iers", "iet",
	"ieten", "ieve", "ijk", "ing", "ingen", "isch", "ische", "isme", "ismen", "ist", "isten",
	"iteit", "iteiten", "je", "keert", "ken", "keren", "kers", "keurig", "keurige", "kijken",
	"kijkt", "kje", "klaar", "komen", "komt", "krachtig", "krachtige", "laat", "lange", "laten",
	"leggen", "legt", "len", "leren", "liggen", "ligt", "lijk", "lijke", "lijkheid", "ling",
	"lingen", "logen", "logie", "loog", "loopt", "loos", "loosheid", "lopen", "loze", "luiden",
	"maakt", "maken", "malig", "malige", "matig", "matige", "matigheid", "men", "metrisch",
	"metrische", "moedig", "moedige", "nam", "namen", "neemt", "nemen", "nen", "nis", "nissen",
	"oeuvre", "pen", "pje", "raagt", "rekenen", "rekent", "ren", "repen", "rijke", "rijkere", "schap",
	"schappen", "schrijven", "sen", "slaan", "slaat", "sluit", "sluiten", "spreekt", "spreken",
	"staan", "stellen", "stellig", "stelt", "sten", "ster", "sters", "strepen", "sturen",
	"stuurt", "te", "ten", "ter", "teren", "teur", "tie", "ties", "tijdig", "tijdige", "tje",
	"trekken", "trekt", "vaardig", "vaardige", "vallen", "valt", "ven", "vinden", "vindt",
	"voeren", "voert", "vol", "volle", "waardig", "waardige", "waarts", "weest", "wezen",
	"wichtig", "wichtige", "zakelijk", "zakelijke", "zeggen", "zegt", "zen", "zetten", "zien",
	"ziet", "zijdig", "zijdige", "zinnig", "zinnige",
};

/* Beginnings that are words too: particles, prefixes, function words. */
static const char *const openers[] = {
	"aan", "ach", "acht", "achter", "af", "al", "alle", "als", "ander", "anders", "ante", "anti",
	"bel", "bij", "bijeen", "binnen", "bio", "buit", "buiten", "con", "daar", "dan", "dat", "de",
	"den", "der", "des", "die", "dis", "doe", "door", "dus", "dwars", "een", "eer", "eerder",
	"en", "ent", "er", "even", "evens", "ex", "ge", "ger", "ges", "gevangen", "heel", "hem",
	"hen", "her", "het", "hier", "hij", "hoe", "hun", "ik", "in", "inter", "je", "jij", "kap",
	"ken", "kon", "laat", "maar", "macro", "mede", "mee", "men", "met", "micro", "mij", "mini",
	"mis", "moe", "multi", "na", "naar", "neder", "neer", "neo", "neuro", "niet", "noch", "nog",
	"non", "nu", "of", "om", "on", "onder", "onderaan", "onderst", "ont", "ook", "op", "opeen",
	"opper", "over", "par", "para", "per", "pre", "pro", "psycho", "rap", "re", "rond", "samen",
	"scha", "semi", "sub", "te", "tegen", "teleur", "ten", "ter", "terug", "teweeg", "toe", "tot",
	"trans", "tussen", "uit", "uiteen", "ver", "verder", "verre", "verrek", "vers", "vice", "vol",
	"voor", "vooraf", "voorn", "voort", "vooruit", "waar", "wan", "was", "wat", "we", "weer",
	"weg", "wel", "wild", "zal", "zelf", "zo", "zoo", "zou",
};

/* Words whose parts mislead, and loanwords that look like compounds; their plurals go with them. */
static const char *const wholes[] = {
	"aandeel", "ambtenaar", "antwoord", "antwoorden", "argument", "automaat", "balkan", "bedrijf",
	"beeld", "belangstelling", "bestelling", "boodschap", "burgemeester", "christelijk",
	"christen", "document", "eigenaar", "eigendom", "element", "erfgoed", "gelegenheid",
	"gemeentehuis", "gerechtelijk", "gerechtelijke", "grootorde", "handel", "handeling",
	"handhaving", "handicap", "heelkunde", "instelling", "instrument", "koepel", "koepels",
	"koppel", "kwartaal", "landbouw", "leeftijd", "lichaam", "maaltijd", "maatregel",
	"maatschappij", "maatwerk", "manier", "materiaal", "minister", "ministerie", "misdaad",
	"moment", "nadeel", "netwerk", "onderwijs", "oordeel", "oorlog", "oorzaak", "operator",
	"operatoren", "opstelling", "parlement", "paspoort", "personeel", "platform",
	"probleemstelling", "programma", "rapport", "rechtstreeks", "richtlijn", "rijbewijs",
	"schoonmaak", "slachtoffer", "stadhuis", "standpunt", "systeem", "tehuis", "tentoonstelling",
	"tijdbestek", "transport", "tuinbouw", "vastgoed", "vechtpartij", "voertuig", "voorbeeld",
	"voordeel", "voorstelling", "voorwaarde", "vraagstuk", "vrijstelling", "vuurlinie", "waarde",
	"wachtwoord", "weigering", "werkgelegenheid", "wetenschap", "ziekenhuis",
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
	return IN(openers, folded);
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
