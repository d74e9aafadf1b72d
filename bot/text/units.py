"""Units of measure and currencies as they are written, with one name for each."""

from __future__ import annotations

_FORMS = """
per cent: % percent per␣cent pct
percentage points: percentage␣points percentage␣point
basis points: basis␣points basis␣point
seconds: second seconds
minutes: minute minutes mins
hours: hour hours hrs
days: day days
nights: night nights
weeks: week weeks
months: month months
years: year years
decades: decade decades
centuries: century centuries
USD: US␣dollars US␣dollar U.S.␣dollars dollars dollar
EUR: euros euro
GBP: pounds␣sterling
pounds: pounds pound lbs
CNY: yuan renminbi
JPY: yen
INR: rupees rupee
cents: cents
CHF: Swiss␣francs
millimetres: mm millimetres millimeters
centimetres: cm centimetres centimeters
metres: metres meters metre meter
kilometres: km kilometres kilometers kilometre kilometer
miles: miles mile
feet: feet foot ft
inches: inches inch
square kilometres: square␣kilometres square␣kilometers
square miles: square␣miles
square metres: square␣metres square␣meters
square feet: square␣feet
acres: acres acre
hectares: hectares hectare
grams: grams gram
kilograms: kg kilograms kilogram kilos
tons: tons ton
tonnes: tonnes tonne
ounces: ounces ounce
litres: litres liters litre liter
gallons: gallons gallon
barrels: barrels barrel
kilowatts: kW kilowatts kilowatt
megawatts: MW megawatts megawatt
gigawatts: GW gigawatts gigawatt
kilowatt-hours: kWh kilowatt-hours
megabytes: MB megabytes
gigabytes: GB gigabytes
terabytes: TB terabytes
degrees Celsius: °C degrees␣Celsius
degrees Fahrenheit: °F degrees␣Fahrenheit
degrees: degrees °
miles per hour: mph miles␣per␣hour miles␣an␣hour
kilometres per hour: km/h kph kilometres␣per␣hour kilometers␣per␣hour
knots: knots
times: times
"""

UNITS: dict[str, str] = {
    form.replace("␣", " "): name
    for line in _FORMS.strip().splitlines()
    for name, forms in [line.split(": ")]
    for form in forms.split()
}

CURRENCIES: dict[str, str] = {
    "$": "USD",
    "US$": "USD",
    "HK$": "HKD",
    "NT$": "TWD",
    "NZ$": "NZD",
    "A$": "AUD",
    "C$": "CAD",
    "S$": "SGD",
    "R$": "BRL",
    "€": "EUR",
    "£": "GBP",
    "¥": "¥",  # yen or yuan: the sign does not say
    "₹": "INR",
    "₩": "KRW",
    "Rs": "INR",
    "RMB": "CNY",
} | {code: code for code in "USD EUR GBP CNY JPY INR CHF CAD AUD HKD SGD KRW BRL".split()}
