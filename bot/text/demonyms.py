"""Demonyms: which country "Chinese", "French" and "British" belong to."""

from __future__ import annotations

from types import MappingProxyType

from bot.text.words import fold

_TABLE = """
Afghan Afghanistan; Albanian Albania; Algerian Algeria; American United␣States; Angolan Angola
Argentine Argentina; Argentinian Argentina; Armenian Armenia; Australian Australia
Austrian Austria; Bangladeshi Bangladesh; Belarusian Belarus; Belgian Belgium; Bolivian Bolivia
Brazilian Brazil; British Britain; Bulgarian Bulgaria; Cambodian Cambodia; Canadian Canada
Chilean Chile; Chinese China; Colombian Colombia; Croatian Croatia; Cuban Cuba; Cypriot Cyprus
Czech Czech␣Republic; Danish Denmark; Dutch Netherlands; Ecuadorian Ecuador; Egyptian Egypt
Estonian Estonia; Ethiopian Ethiopia; Finnish Finland; French France; Georgian Georgia
German Germany; Ghanaian Ghana; Greek Greece; Guatemalan Guatemala; Haitian Haiti
Hungarian Hungary; Icelandic Iceland; Indian India; Indonesian Indonesia; Iranian Iran; Iraqi Iraq
Irish Ireland; Israeli Israel; Italian Italy; Jamaican Jamaica; Japanese Japan; Jordanian Jordan
Kazakh Kazakhstan; Kenyan Kenya; Kuwaiti Kuwait; Latvian Latvia; Lebanese Lebanon; Libyan Libya
Lithuanian Lithuania; Malaysian Malaysia; Maltese Malta; Mexican Mexico; Mongolian Mongolia
Moroccan Morocco; Nepali Nepal; Nigerian Nigeria; Norwegian Norway; Pakistani Pakistan
Panamanian Panama; Peruvian Peru; Philippine Philippines; Polish Poland; Portuguese Portugal
Qatari Qatar; Romanian Romania; Russian Russia; Rwandan Rwanda; Saudi Saudi␣Arabia
Scottish Scotland; Senegalese Senegal; Serbian Serbia; Singaporean Singapore; Slovak Slovakia
Slovenian Slovenia; Somali Somalia; Spanish Spain; Sudanese Sudan; Swedish Sweden
Swiss Switzerland; Syrian Syria; Taiwanese Taiwan; Tanzanian Tanzania; Thai Thailand
Tunisian Tunisia; Turkish Turkey; Ugandan Uganda; Ukrainian Ukraine; Uruguayan Uruguay
Uzbek Uzbekistan; Venezuelan Venezuela; Vietnamese Vietnam; Welsh Wales; Yemeni Yemen
Zambian Zambia; Zimbabwean Zimbabwe
"""

_COUNTRIES = MappingProxyType(
    {
        fold(demonym): country.replace("␣", " ")
        for line in _TABLE.strip().splitlines()
        for demonym, country in (pair.split() for pair in line.split("; "))
    }
)


def country_of(word: str) -> str:
    """The usual name of the country of a demonym in any case; empty when it is none."""
    return _COUNTRIES.get(fold(word), "")
