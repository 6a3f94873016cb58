"""Made-up people: common given and family names of each country, in its people's own script, put together by chance."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Names:
    """What a country's names are made of.

    Attributes:
        women: given names of women.
        men: given names of men.
        family: family names, or what stands in their place.
        order: which parts make a name, in order: given, father (a man's given name), family, second (another one).
    """

    women: Sequence[str]
    men: Sequence[str]
    family: Sequence[str]
    order: Sequence[str] = ("given", "family")

    def draw(self, rng: Random, *, woman: bool) -> str:
        """Put a name together."""
        family, second = rng.sample(self.family, 2)
        parts = {
            "given": rng.choice(self.women if woman else self.men),
            "father": rng.choice(self.men),
            "family": family,
            "second": second,
        }
        return " ".join(parts[part] for part in self.order)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


NAMES: dict[str, Names] = {
    "BGD": Names(
        women=_listed("ফাতেমা, আয়েশা, নাসরিন, শারমিন, রোকেয়া, সালমা, তাহমিনা, রুমানা, জান্নাতুল, সাবিনা, মরিয়ম, নুসরাত"),
        men=_listed("রফিকুল, করিম, জাহিদ, মাহবুব, শফিকুল, আনিসুর, তারেক, সোহেল, মিজানুর, কামরুল, ফারুক, নাজমুল"),
        family=_listed("ইসলাম, হোসেন, রহমান, আহমেদ, আলী, চৌধুরী, উদ্দিন, সরকার, হক, খান, মিয়া, মজুমদার"),
    ),
    "BRA": Names(
        women=_listed(
            "Juliana, Patrícia, Camila, Letícia, Débora, Luana, Aline, Tatiane, Simone, Raquel, Viviane, Márcia"
        ),
        men=_listed("João, Antônio, José, Rafael, Thiago, Márcio, Flávio, Cláudio, André, Fábio, Luís, Sérgio"),
        family=_listed(
            "Silva, Souza, Gonçalves, Araújo, Conceição, Magalhães, Barros, Assunção, Fagundes, Brandão, Leão, Galvão"
        ),
        order=("given", "family", "second"),
    ),
    "EGY": Names(
        women=_listed("فاطمة, مريم, نورهان, آية, هبة, دعاء, سلمى, رانيا, منى, إيمان, شيماء, ياسمين"),
        men=_listed("أحمد, محمود, مصطفى, كريم, عمر, خالد, يوسف, حسن, طارق, إبراهيم, وليد, هشام"),
        family=_listed("السيد, عبد الرحمن, حسين, الشافعي, منصور, عثمان, فؤاد, النجار, الحداد, بدوي, رضوان, زهران"),
        order=("given", "father", "family"),
    ),
    "GHA": Names(
        women=_listed("Abena, Akosua, Ama, Efua, Esi, Adwoa, Yaa, Afia, Akua, Dzifa, Mawusi, Naa"),
        men=_listed("Kwame, Kofi, Kojo, Kwaku, Yaw, Kwabena, Kwesi, Selorm, Edem, Nii, Fiifi, Ekow"),
        family=_listed(
            "Mensah, Owusu, Boateng, Asante, Osei, Agyeman, Adjei, Tetteh, Quaye, Amponsah, Darko, Ofori, Ansah"
        ),
    ),
    "IND": Names(
        women=_listed("प्रिया, अंजलि, कविता, सुनीता, नेहा, पूजा, रेखा, मीना, ज्योति, स्वाति, आरती, शालिनी"),
        men=_listed("अमित, विजय, अनिल, सुनील, मनोज, राकेश, संदीप, अजय, विकास, दिनेश, नवीन, प्रमोद"),
        family=_listed("शर्मा, वर्मा, सिंह, यादव, कुमार, पाटिल, चौहान, मिश्रा, जोशी, ठाकुर, राठौर, नेगी"),
    ),
    "MAR": Names(
        women=_listed("خديجة, زينب, نادية, سناء, حنان, لطيفة, أسماء, كوثر, غزلان, سميرة, بشرى, إلهام"),
        men=_listed("يوسف, عبد الله, حمزة, رشيد, سعيد, عزيز, ياسين, أنس, مروان, جواد, نبيل, كمال"),
        family=_listed("الصقلي, بناني, الإدريسي, الفاسي, الحسني, التازي, المرابط, الزياني, بوعزة, أمزيان, الشرقاوي"),
    ),
    "MNG": Names(
        women=_listed(
            "Номин, Оюун, Сарнай, Энхтуяа, Болормаа, Цэцэг, Мөнхцэцэг, Уянга, Ариунаа, Золзаяа, Нарантуяа, Солонго"
        ),
        men=_listed(
            "Бат-Эрдэнэ, Болд, Ганзориг, Тэмүүлэн, Отгонбаяр, Мөнхбат, Эрдэнэ, Сүхбат, Түвшин, Энхболд, Батбаяр"
        ),
        family=_listed(  # the father's name in the genitive stands first
            "Батын, Доржийн, Ганбаатарын, Болдын, Сүхийн, Пүрэвийн, Цэрэнгийн, Баярын, Очирын, Энхийн, Дашийн, Мөнхийн"
        ),
        order=("family", "given"),
    ),
    "NPL": Names(
        women=_listed("सरिता, अनिता, सुनिता, विमला, कमला, पवित्रा, सबिना, मनिषा, रोशनी, बिन्दु, दीपा, निर्मला"),
        men=_listed("विष्णु, राजेश, सुरेश, रमेश, दीपक, प्रकाश, हरि, गणेश, किरण, निरज, सञ्जय, भीम"),
        family=_listed("राई, गुरुङ, तामाङ, मगर, लिम्बू, थापा, श्रेष्ठ, अधिकारी, खड्का, बस्नेत, कार्की, पौडेल"),
    ),
    "RWA": Names(
        women=_listed(
            "Aline, Claudine, Diane, Espérance, Jeannette, Solange, Vestine, Chantal, Clémentine, Josiane, Odette"
        ),
        men=_listed(
            "Jean-Bosco, Emmanuel, Eric, Innocent, Théogène, Patrick, Célestin, Olivier, Vincent, Fidèle, Aimable"
        ),
        family=_listed(
            "Uwimana, Habimana, Nshimiyimana, Niyonzima, Uwase, Mugisha, Hakizimana, Ndayisaba, Bizimana, Iradukunda"
        ),
        order=("family", "given"),
    ),
    "SEN": Names(
        women=_listed(
            "Awa, Fatou, Mariama, Aïssatou, Ndèye, Coumba, Khady, Sokhna, Rokhaya, Astou, Bineta, Aminata, Adjaratou"
        ),
        men=_listed("Mamadou, Ousmane, Ibrahima, Cheikh, Moussa, Abdoulaye, Modou, Alioune, Babacar, Seydou, Lamine"),
        family=_listed("Diop, Ndiaye, Fall, Ba, Diallo, Guèye, Faye, Sarr, Thiam, Seck, Mbaye, Sané, Badji, Niang"),
    ),
    "SRB": Names(
        women=_listed("Ана, Јелена, Милица, Марија, Ивана, Драгана, Јована, Тамара, Наташа, Снежана, Биљана, Љиљана"),
        men=_listed("Милош, Марко, Немања, Стефан, Дејан, Горан, Владимир, Душан, Жељко, Урош, Бојан, Ђорђе"),
        family=_listed(
            "Петровић, Јовановић, Николић, Марковић, Ђорђевић, Стојановић, Илић, Павловић, Живковић, Станковић, Ристић"
        ),
    ),
    "TZA": Names(
        women=_listed(
            "Neema, Zawadi, Rehema, Upendo, Mwanaidi, Asha, Halima, Subira, Furaha, Tumaini, Rukia, Salma, Mwajuma"
        ),
        men=_listed("Juma, Hamisi, Baraka, Salum, Rashidi, Hassani, Emanueli, Daudi, Yusufu, Musa, Shabani, Bakari"),
        family=_listed(
            "Mushi, Massawe, Mwakyusa, Kimaro, Lyimo, Ngowi, Mbwana, Chacha, Mollel, Sanga, Kapinga, Ng'wandu"
        ),
    ),
    "URY": Names(
        women=_listed(
            "Lucía, María José, Valentina, Andrea, Verónica, Natalia, Sofía, Gabriela, Inés, Belén, Rocío, Noelia"
        ),
        men=_listed(
            "Martín, Sebastián, Andrés, Nicolás, Joaquín, Germán, Rubén, Adrián, Fabián, Matías, Hernán, Damián"
        ),
        family=_listed(
            "Rodríguez, González, Pérez, Fernández, Núñez, Píriz, Techera, Olivera, Sosa, Benítez, Acuña, Viñoles, Peña"
        ),
        order=("given", "family", "second"),
    ),
}
