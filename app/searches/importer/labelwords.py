"""The labels of partner-search forms as people write them: English, Russian, German."""

from __future__ import annotations

OTHER = "other"
"""A label that forms have and we have no field for."""

PHONE_AND_FAX = "phone and fax"

VARIANTS = {
    "title": """
        project title; title of the project; title of project; title; name of the project;
        project name; name of project; title of the project idea; project idea; working title;
        full title; full project title; proposal title; title of the proposal;
        title of project idea;
        название проекта; наименование проекта; название; проект;
        projekttitel; titel des projekts; titel des projektes; titel; projektname;
        projektbezeichnung
        """,
    "acronym": """
        acronym; project acronym; short title; short name; short title of the project;
        акроним; краткое название; акроним проекта; akronym; kurztitel; projektakronym; kurzname
        """,
    "lead_applicant": """
        lead applicant; lead partner; applicant; applicant organisation; applicant organization;
        lead organisation; lead organization; name of organisation; name of the organisation;
        name of organization; name of the organization; organisation; organization;
        organisation name; organization name; lead partner organisation; project applicant;
        coordinator; co ordinator; project coordinator; project promoter; promoter;
        lead beneficiary;
        name of lead applicant; name of the lead applicant; name of applicant; name of lead partner;
        name of the applicant; institution; name of institution; leading partner; partner (lead);
        заявитель; главный заявитель; ведущий заявитель; ведущий партнер; организация;
        название организации; наименование организации; организация заявитель;
        antragsteller; hauptantragsteller; federfuhrender partner; federführender partner;
        projektträger; leitpartner; leadpartner; organisation des antragstellers; einrichtung;
        name der organisation
        """,
    "contact_name": """
        contact person; contact; contacts; contact name; name of contact person;
        name of the contact person; person to contact; name of contact; contact details;
        contact information; contact person for the project; responsible person; contact data;
        контактное лицо; контакт; контакты; ответственное лицо; контактная информация;
        ansprechpartner; ansprechpartnerin; kontaktperson; kontakt; kontaktdaten; ansprechperson
        """,
    "address": """
        address; postal address; contact address; mailing address; full address; street;
        street address; adress; address of the organisation; address of organisation;
        postal code; postcode; zip code; zip; city; town; post code; postcode and city;
        адрес; почтовый адрес; юридический адрес; улица; город; индекс; почтовый индекс;
        adresse; anschrift; postanschrift; strasse; stadt; ort; plz; plz ort; postleitzahl
        """,
    "phone": """
        phone; telephone; tel; phone number; telephone number; tel no; phone no; telephone no;
        mobile; mobile phone; cell; tel number; phones; contact phone;
        телефон; тел; телефоны; контактный телефон; моб; мобильный телефон; номер телефона;
        telefon; telefonnummer; mobil; handy; tel nr; telefon nr; fon
        """,
    "fax": """
        fax; telefax; fax number; fax no; facsimile; факс; номер факса; faxnummer; fax nr; телефакс
        """,
    PHONE_AND_FAX: """
        tel/fax; tel / fax; phone/fax; phone / fax; telephone/fax; telephone / fax; tel & fax;
        phone and fax; tel and fax; тел/факс; тел / факс; телефон/факс; телефон / факс;
        telefon/fax; telefon / fax; telefon/telefax; telefon und fax
        """,
    "email": """
        e mail; email; e mail address; email address; mail; electronic mail; e mails;
        contact e mail;
        contact email; электронная почта; эл почта; адрес электронной почты; е mail; имейл; почта;
        e mail adresse; mail adresse
        """,
    "website": """
        website; web site; web; www; homepage; home page; internet; url; web page; webpage;
        internet address; project website; web address; website address; internet site; site;
        сайт; веб сайт; интернет; интернет сайт; сайт проекта; адрес сайта; веб страница;
        webseite; webadresse; internetseite; internetadresse; homepage des projekts
        """,
    "keywords": """
        thematic key words; thematic keywords; key words; keywords; themes; thematic field;
        thematic fields; topics; project keywords; project key words; theme; topic; thematic area;
        thematic areas; fields of activity; field of activity; fields of cooperation; tags;
        ключевые слова; тематические ключевые слова; темы; тематика; тематика проекта;
        schlagworter; schlagwörter; schlüsselwörter; stichworte; stichwörter; themen; schlagworte;
        thematische schlagwörter; thematische stichworte
        """,
    "description": """
        project description; description of the project; description; short description;
        brief description; project summary; summary; short project description; abstract;
        brief project description; short description of the project; summary of the project;
        brief description of the project; description of project; project outline; outline;
        description of the project idea; background; project background; short summary;
        brief summary; project idea description; content of the project; project content;
        описание проекта; описание; краткое описание проекта; краткое описание;
        содержание проекта; аннотация;
        projektbeschreibung; beschreibung; kurzbeschreibung; beschreibung des projekts;
        beschreibung des projektes; zusammenfassung; projektinhalt
        """,
    "objectives": """
        central objectives; objectives; project objectives; main objectives; aims; project aims;
        goals; project goals; objective; aim; goal; aims and objectives; objectives of the project;
        aims of the project; main aims; specific objectives; overall objectives; key objectives;
        overall objective; main objective; goals of the project; central aims; general objectives;
        project objective; specific objective; central objective;
        цели; цели проекта; основные цели; цели и задачи; цели и задачи проекта; цель проекта;
        задачи проекта; задачи; цель; главные цели; центральные цели;
        ziele; projektziele; hauptziele; zielsetzung; ziele des projekts; ziele des projektes;
        zentrale ziele; projektziel; ziel
        """,
    "benefits": """
        expected benefits; benefits; expected results; results; expected outcomes; outcomes;
        expected outputs; project benefits; benefits of the project; expected impact;
        expected results and benefits; expected benefits and results; outputs; project results;
        expected outputs and results; expected result; anticipated benefits; impact;
        ожидаемые результаты; результаты; ожидаемый эффект; ожидаемая польза; ожидаемые выгоды;
        результаты проекта; ожидаемая выгода; выгоды;
        erwarteter nutzen; nutzen; erwartete ergebnisse; ergebnisse; erwartete wirkungen
        """,
    "found_partners": """
        partners found already; partners already found; partners found; existing partners;
        confirmed partners; current partners; partners involved; partners already involved;
        already found partners; partners; project partners; partnership; partners so far;
        existing partnership; participating partners; partners identified; partners confirmed;
        identified partners; partners already identified; current partnership;
        найденные партнеры; уже найденные партнеры; имеющиеся партнеры; партнеры;
        партнеры проекта; существующие партнеры; партнеры найдены;
        bereits gefundene partner; gefundene partner; vorhandene partner; partner; projektpartner;
        bestehende partner; beteiligte partner
        """,
    "partners_sought": """
        partners searched; partners sought; partners wanted; partners searched for;
        partners required; partners needed; partners requested; searched partners; sought partners;
        partner sought; partner searched; partners looked for; looking for; looking for partners;
        we are looking for; required partners; requested partners; type of partners sought;
        types of partners sought; desired partners; partner profile; partners profile;
        partner wanted; profile of partners sought; profile of the partner sought; wanted partners;
        partner requirements; potential partners; profile of partners; kind of partners sought;
        partner profile sought; expected partners; partners to be found; partner search for;
        искомые партнеры; требуемые партнеры; поиск партнеров; ищем партнеров;
        разыскиваемые партнеры;
        необходимые партнеры; желаемые партнеры; требуются партнеры; потенциальные партнеры;
        gesuchte partner; gesucht; partnersuche; gewünschte partner; partner gesucht;
        gesuchte projektpartner; gesuchter partner
        """,
    "countries": """
        countries sought; countries; partner countries; target countries; countries of partners;
        countries wanted; countries searched; countries of the partners sought; desired countries;
        countries requested; preferred countries; countries of partners sought;
        countries of interest; partner country; country of partner; country sought;
        страны; страны партнеров; искомые страны; länder; partnerländer; gesuchte länder; zielländer
        """,
    "estimated_budget": """
        estimated budget; budget; total budget; project budget; estimated total budget;
        indicative budget; approximate budget; planned budget; budget estimate; overall budget;
        estimated project budget; total project budget; estimated costs; estimated cost;
        total costs; total cost; project costs; estimated total costs; total estimated budget;
        expected budget; preliminary budget; budget of the project; estimated budget of the project;
        бюджет; ориентировочный бюджет; предполагаемый бюджет; общий бюджет; бюджет проекта;
        предварительный бюджет; оценочный бюджет; примерный бюджет; планируемый бюджет;
        geschätztes budget; gesamtbudget; voraussichtliches budget; geschätzte kosten; gesamtkosten;
        projektbudget; budget des projekts; geplantes budget; kosten; budgetschätzung
        """,
    "duration_months": """
        duration; project duration; duration of the project; duration of project;
        estimated duration; indicative duration; planned duration; expected duration;
        project period; length of the project; number of months; duration months;
        продолжительность; срок реализации; длительность; продолжительность проекта;
        длительность проекта; срок реализации проекта; срок проекта;
        laufzeit; dauer; projektlaufzeit; projektdauer; dauer des projekts; laufzeit des projekts
        """,
    "form_date": """
        date of filling in the form; date; date of completion; form date; date of the form;
        date of submission; date filled in; filled in on; date of filling in; date of form;
        date of filling the form; date of filling out the form; date of completing the form;
        completed on; date completed; date of filling out;
        дата; дата заполнения; дата заполнения формы; дата заполнения анкеты; заполнено;
        datum; ausgefüllt am; datum der ausfüllung; datum des ausfüllens; ausfülldatum; stand
        """,
    "priority": """
        priority; priorities; programme priority; programme priorities; priority axis; measure;
        priority and measure; program priority; priority of the programme; relevant priority;
        bsr interreg iii b priority; interreg iii b priority; priority area; programme measure;
        приоритет; приоритеты; приоритет программы; приоритетное направление;
        priorität; prioritäten; priorität des programms; programmpriorität
        """,
    OTHER: """
        programme; program; funding programme; call; call for proposals; deadline;
        deadline for partner search; deadline for expressions of interest; start date; end date;
        application deadline; submission deadline; project start; start of the project;
        type of organisation; type of organization; department; position; function; country;
        legal status; work packages; activities; main activities; planned activities; remarks;
        comments; notes; additional information; further information; other information; signature;
        language; working language; languages; target groups; target group; region; regions;
        reference; reference number; programme and call; project activities; methodology;
        role of the partner; role of partners; co financing; financing; programme area; stamp;
        программа; страна; регион; примечания; мероприятия; должность; подпись; срок подачи;
        дополнительная информация; целевые группы;
        programm; land; frist; bemerkungen; aktivitäten; position im unternehmen; funktion;
        unterschrift; region des partners; zielgruppen; projektbeginn; weitere informationen
        """,
}
