"""Words that rolls use for rank, category and sex, and the group of our own vocabulary that each belongs to."""

from difflib import get_close_matches
from typing import Final, TypeVar

from learning.people.models import Category, RankGroup, Sex
from learning.people.rules import MISSIONS
from learning.rolls.headings import folded

Word = TypeVar("Word")
_ALIKE: Final = 0.72
"""How alike two words are that are taken for a slip of the pen: one letter in four may differ."""

_RANKS: dict[RankGroup, str] = {
    RankGroup.ENLISTED: """enlisted, private, pte, pvt, soldier, trooper, gunner, sapper, signaller, rifleman,
        recruit,
        lance corporal, lcpl, l cpl, able seaman, seaman, aircraftman, constable, pc, cst, jawan, sepoy, snk, sainik,
        soldat, soldat de 1ère classe, soldat de 2ème classe, 1ère classe, 2ème classe, matelot, gendarme,
        جندي, جندي أول, عسكري, شرطي, soldado, soldado de primera, marinero, agente, guardia, praça, marinheiro""",
    RankGroup.NCO: """non-commissioned officer, nco, corporal, cpl, bombardier, naik, lance naik, havildar, amaldar,
        sergeant, sgt, staff sergeant, ssgt, s sgt, colour sergeant, warrant officer, wo, wo1, wo2, wo i, wo ii,
        woi, woii,
        sergeant major, sgt maj, master sergeant, petty officer, chief petty officer, inspector of police, subedar,
        naib subedar, jamadar, sous-officier, caporal, caporal-chef, sergent, sergent-chef, maréchal des logis,
        maréchal des logis-chef, adjudant, adjudant-chef, major sous-officier, brigadier-chef,
        عريف, نائب عريف, رقيب, رقيب أول, مساعد, مساعد أول, وكيل أول, وكيل, ضابط صف,
        suboficial, cabo, cabo primero, cabo segundo, sargento, sargento primero, sargento segundo, suboficial mayor,
        segundo sargento, primeiro sargento, subtenente, furriel, sargento-ajudante, sargento-mor""",
    RankGroup.JUNIOR_OFFICER: """junior officer, second lieutenant, 2lt, 2 lt, lieutenant, lt, first lieutenant, 1lt,
        captain, capt, ensign, flying officer, flight lieutenant, sub lieutenant, assistant superintendent, asp,
        inspector,
        sous-lieutenant, lieutenant de vaisseau, capitaine, aspirant,
        ملازم, ملازم أول, نقيب, subteniente, alférez, teniente, teniente primero, teniente segundo, capitán,
        aspirante, tenente, primeiro tenente, segundo tenente, capitão""",
    RankGroup.SENIOR_OFFICER: """senior officer, major, maj, lieutenant colonel, lt col, ltc, colonel, col,
        brigadier, brig,
        brigadier general, brig gen, major general, maj gen, lieutenant general, general, gen, commander,
        squadron leader,
        wing commander, superintendent, chief superintendent, dsp, sp, commissioner,
        commandant, chef de bataillon, chef d'escadron, lieutenant-colonel, général, général de brigade, commissaire,
        رائد, مقدم, عقيد, عميد, لواء, فريق, mayor, teniente coronel, coronel, comandante, comisario,
        tenente-coronel, brigadeiro, major-general, general de brigada""",
    RankGroup.CIVILIAN: "civilian, civ, mr, mrs, ms, civil, civile, مدني, مدنية, civiles, civis",
    RankGroup.CIVILIAN_MANAGER: """civilian manager, civilian who leads others, director, chief, head of section,
        chef de
        section civil, مدير, jefe civil, diretor""",
}
_CATEGORIES: dict[Category, str] = {
    Category.TROOP: """contingent troop, troop, troops, contingent, contingent member, military contingent, mil,
        military,
        infantry, troupe, troupes, militaire du contingent, militaire, membre du contingent, قوات, جندي وحدة,
        وحدة عسكرية,
        عسكري, tropa, tropas, contingente, militar, tropas de contingente""",
    Category.STAFF_OFFICER: """staff officer, so, mso, military staff officer, officier d'état-major, état-major,
        ضابط أركان, ضابط ركن, oficial de estado mayor, estado mayor, oficial de estado-maior, estado-maior""",
    Category.MILITARY_OBSERVER: """military observer, milob, unmo, unmem, observer, expert on mission,
        observateur militaire,
        observateur, مراقب عسكري, observador militar, observador""",
    Category.INDIVIDUAL_POLICE: """individual police officer, ipo, unpol, police officer, police, policier,
        officier de police,
        policier hors unité constituée, شرطي, ضابط شرطة, شرطة, policía, policía individual, oficial de policía,
        polícia,
        agente de polícia""",
    Category.FORMED_POLICE: """formed police unit, fpu, formed police, unité de police constituée, upc,
        وحدة شرطة مشكلة,
        unidad de policía constituida, unidade de polícia constituída""",
    Category.JUSTICE_CORRECTIONS: """justice and corrections, corrections, corrections officer, gpp,
        government provided
        personnel, justice, prison officer, agent pénitentiaire, administration pénitentiaire, عدل وإصلاحيات, سجون,
        justicia y penitenciario, penitenciario, justiça e prisões, guarda prisional""",
    Category.CIVILIAN: "civilian, civilian staff, civ, civil, personnel civil, مدني, personal civil, pessoal civil",
}
_SEXES: dict[Sex, str] = {
    Sex.FEMALE: "f, female, woman, w, femme, féminin, أنثى, انثى, امرأة, ث, mujer, femenino, mulher, feminino",
    Sex.MALE: "m, male, man, homme, masculin, h, ذكر, رجل, ذ, hombre, masculino, homem, varón, v",
    Sex.ANOTHER: "x, another, other, autre, آخر, otro, outro",
}


def _by_word(table: dict[Word, str]) -> dict[str, Word]:
    found = {folded(word): each for each, words in table.items() for word in words.replace("\n", " ").split(",")}
    return found | {folded(str(each)): each for each in table}


RANKS = _by_word(_RANKS)
CATEGORIES = _by_word(_CATEGORIES)
SEXES = _by_word(_SEXES) | {folded(Sex.NOT_SAID): Sex.NOT_SAID}
MISSIONS_BY_WORD = {folded(mission): mission for mission in MISSIONS}
_PLAIN = {
    folded(word): word.strip()
    for table in (_RANKS, _CATEGORIES)
    for words in table.values()
    for word in words.replace("\n", " ").split(",")
} | {folded(mission): mission for mission in MISSIONS}


def nearest(given: str, known: dict[str, Word]) -> str | None:
    """Give the known word that a misspelt one is most like, as people write it; None: it is like none."""
    found = get_close_matches(folded(given), known, n=1, cutoff=_ALIKE)
    return _PLAIN.get(found[0], found[0]) if found else None
