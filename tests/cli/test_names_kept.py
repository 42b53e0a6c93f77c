# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of people, companies and places stay as the paper has them, whatever else is mended in it."""
import random
import re
from pathlib import Path

import pytest

from conftest import index, show

WORD_LIST = Path("/usr/share/dict/dutch")
PEOPLE = """Freedom Trudeau Deloitte Philis Gazprom Dewinter Debacker Demeyer Devos Vandamme Vandenbroucke Vanhoof
Vanderhof Janssen Westover Conover Sullivan Donovan Ivanhoe Jasper Casper Cooper Harris Morris Dennis Davis Ellis
Willis Curtis Lewis Francis Charlotte Colette Reynolds Bishop Dunlop Martin Austin Colin Chantal Wilders Wilderom
Jordan Mehmet Ahmet Metin Wiegel Wieringa Zonderland Haarsma Hoefnagels Diesel Hunter Dieter Maarten Brodie Goldie
Pieterson Overbeke Onderwater Opdebeeck Ingels Uitdenbogaard Tenhaken Aanraad Bijleveld Doornbos Tussenbroek Hetfield
Nietzsche Zijlstra Welkenhuysen Moetwil Isolde Omar Altena Hermans Bosmans Yildirim Oztoprak Nijboer Kuiken Bromet
Vermeersch Coppieters Tobback Beke Somers Crevits Diependaele Peeters Muyters Turtelboom Bourgeois Gennez Demir""".split()
COMPANIES = """FrieslandCampina AkzoNobel BinckBank GroenLinks PostNL YouTube LinkedIn VanMoof WhatsApp DigiD SnowWorld
TotalEnergies ExxonMobil ArcelorMittal Belfius Proximus Telenet Umicore Solvay Deceuninck Bekaert Barco Ontex Lotus
Umincorp Ioniqa Healix Ecocircle Vinylrecycling Schuberg Ordina Atos Capgemini Accenture Eneco Vattenfall Engie Luminus
Aquafin Fluvius Infrabel Woosh Ikea Omnicom Inbev Opdorp Bijenkorf Hema Metallica Toto Percy Albron Sodexo Vebego
Hoegaarden Waterloo Aldi Lidl Delhaize Colruyt Zeeman Wibra Action Coolblue Picnic Takeaway Deliveroo""".split()
PLACES = """Omaha Kansas Ottawa Naarden Wateringen Opglabbeek Overijse Inzell Aanekoski Bijlmermeer Onderdendam Voormezele
Uithuizen Teteringen Ofterdingen Alblasserdam Isenbüttel Hunsel Vanuatu Datteln Hoedekenskerke Weert Meerssen Totnes
Pernis Zonnebeke Naaldwijk Dieren Diepenbeek Ditzum Deinze Denderleeuw Hasselt Halle Kanegem Moeskroen Zoutleeuw
Aberdeen Hannover Andover Dover Balkan Pakistan Oudewaarde Vlissegem Brugge""".split()

LAYOUTS = {
    "dutch.txt": ("AH {n}\n2024Z{n:05d}\nAntwoord van minister Hogeveen (Financiën) (ontvangen 3 juni 2024)\n\n"
                  "Vraag 1\n{a}\n\nAntwoord op vraag 1\n{b}\n"),
    "glued.txt": ("AH {n}\n2024Z{n:05d}\nAntwoord van minister Hogeveen (Financiën) (ontvangen 3 juni 2024)\n\n"
                  "Vraag 1\nOok zodatstijgende, omdatkosten en meerbruggen wordengebouwd. {a}\n\nAntwoord op vraag 1\n{b}\n"),
    "flemish.txt": ("SCHRIFTELIJKE VRAAG\nnr. {n}\nvan INE DE KOSTER\ndatum: 3 mei 2023\naan TOON VERHELST\n"
                    "VLAAMS MINISTER VAN MOBILITEIT\nBruggen  -  Namen\n1. {a}\nTOON VERHELST\n"
                    "VLAAMS MINISTER VAN MOBILITEIT\nANTWOORD\nop vraag nr. {n} van 3 mei 2023\nvan INE DE KOSTER\n1. {b}\n"),
    "flemish-glued.txt": ("SCHRIFTELIJKE VRAAG\nnr. {n}\nvan INE DE KOSTER\ndatum: 3 mei 2023\naan TOON VERHELST\n"
                          "VLAAMS MINISTER VAN MOBILITEIT\nBruggen  -  Namen\n1. Ook zodatstijgende, omdatkosten en meerbruggen "
                          "wordengebouwd opgebied van\nwater. {a}\nTOON VERHELST\nVLAAMS MINISTER VAN MOBILITEIT\nANTWOORD\n"
                          "op vraag nr. {n} van 3 mei 2023\nvan INE DE KOSTER\n1. Op gebied van water. {b}\n"),
}
SENTENCES = ["Kent u het plan van {0}?", "{0} bouwt een brug in de stad.", "Wat zegt {0}, en waarom?",
             "De brug van {0} is stuk.", "Volgens «{0}» is dat zo."]


def names():
    found = PEOPLE + COMPANIES + PLACES
    if WORD_LIST.exists():
        words = [w for w in WORD_LIST.read_text(encoding="utf-8").split() if re.fullmatch(r"[A-Z][a-zë-ü]{3,}", w)]
        found += random.Random(5).sample(words, 3000 - len(found))
    return found


@pytest.mark.parametrize("layout", LAYOUTS)
def test_names_are_not_changed(tmp_path, layout):
    folder, db = tmp_path / "papers", tmp_path / "db"
    folder.mkdir()
    rng, chunks, every = random.Random(7), {}, names()
    rng.shuffle(every)
    for n, start in enumerate(range(0, len(every), 20), 101):
        chunk = chunks[n] = every[start:start + 20]
        texts = [rng.choice(SENTENCES).format(name) for name in chunk]
        paper = LAYOUTS[layout].format(n=n, a=" ".join(texts[:10]), b="\n".join(texts[10:]))
        (folder / f"{n}.txt").write_text(paper, encoding="utf-8")
    assert not index(db, folder)["refused"]
    changed = []
    for question in show(db, "--all"):
        text = " ".join(p["text"] for p in question["questions"] + question["answers"])
        n = int(question["source"].rsplit("/", 1)[1][:-4])
        changed += [name for name in chunks[n] if not re.search(rf"\b{name}\b", text)]
    assert not changed
