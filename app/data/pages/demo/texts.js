/** Every text of the page in its three languages; after the first line, JSON. {name} is filled in. */
export const TEXTS = {
  "page.title": {
    "fi": "Kokeile palvelusuosituksia – Revontuli",
    "sv": "Prova tjänsterekommendationer – Revontuli",
    "en": "Try service recommendations – Revontuli"
  },
  "page.skip": {
    "fi": "Siirry sisältöön",
    "sv": "Gå till innehållet",
    "en": "Skip to content"
  },
  "page.languages": {
    "fi": "Sivun kieli",
    "sv": "Sidans språk",
    "en": "Language of the page"
  },
  "page.heading": {
    "fi": "Mistä saisit apua?",
    "sv": "Var kan du få hjälp?",
    "en": "Where could you get help?"
  },
  "page.lead": {
    "fi": "Kerro, mitä elämässäsi on nyt meneillään. Näytämme palveluja, joista voi olla apua. Ne voivat olla kunnan, hyvinvointialueen, valtion, järjestön tai yrityksen palveluja.",
    "sv": "Berätta vad som är på gång i ditt liv just nu. Vi visar tjänster som kan hjälpa. De kan ordnas av kommunen, välfärdsområdet, staten, en förening eller ett företag.",
    "en": "Tell us what is going on in your life. We show services that may help, whether your municipality, your wellbeing services county, the state, an association or a company provides them."
  },
  "page.emergency": {
    "fi": "Jos jonkun henki tai turvallisuus on vaarassa, soita heti hätänumeroon",
    "sv": "Om någons liv eller säkerhet är i fara, ring genast nödnumret",
    "en": "If anyone's life or safety is in danger, call the emergency number at once:"
  },
  "page.privacy": {
    "fi": "Tämä sivu ei tallenna kirjoittamaasi selaimeen eikä seuraa sinua. Älä kirjoita nimiä tai henkilötunnuksia: niitä ei tarvita.",
    "sv": "Den här sidan sparar inte det du skriver i webbläsaren och spårar dig inte. Skriv inte namn eller personbeteckningar: de behövs inte.",
    "en": "This page keeps nothing you write in the browser and does not track you. Leave out names and personal identity codes: they are not needed."
  },
  "page.automated": {
    "fi": "Ehdotukset tekee tietokoneohjelma. Ne voivat olla vääriä, eivätkä ne ole päätöksiä tai neuvoja. Tarkista tiedot palvelun järjestäjältä.",
    "sv": "Förslagen görs av ett datorprogram. De kan vara fel och är varken beslut eller råd. Kontrollera uppgifterna hos den som ordnar tjänsten.",
    "en": "The suggestions are made by a computer program. They can be wrong and are neither decisions nor advice. Check the details with the provider."
  },
  "page.interface": {
    "fi": "Rajapinnan kuvaus kehittäjille (englanniksi)",
    "sv": "Gränssnittets beskrivning för utvecklare (på engelska)",
    "en": "The interface, for developers"
  },

  "situation.label": {
    "fi": "Tilanteesi omin sanoin",
    "sv": "Din situation med egna ord",
    "en": "Your situation in your own words"
  },
  "situation.hint": {
    "fi": "Voit kertoa monesta asiasta yhtä aikaa. Kirjoita suomeksi, ruotsiksi tai englanniksi. Esimerkiksi: ”Jäin työttömäksi, vuokra on rästissä ja lapsi oireilee koulussa.”",
    "sv": "Du kan berätta om flera saker på en gång. Skriv på finska, svenska eller engelska. Till exempel: ”Jag blev arbetslös, hyran är obetald och barnet mår dåligt i skolan.”",
    "en": "You can tell of several things at once. Write in Finnish, Swedish or English. For example: “I lost my job, the rent is late and my child is struggling at school.”"
  },
  "situation.missing": {
    "fi": "Kerro tilanteestasi, vastaa johonkin kysymykseen hyvinvoinnistasi tai valitse elämäntilanne.",
    "sv": "Berätta om din situation, svara på någon av frågorna om ditt välbefinnande eller välj en livssituation.",
    "en": "Tell us about your situation, answer one of the questions on your wellbeing or choose a life event."
  },
  "situation.long": {
    "fi": "Teksti on liian pitkä: {length} merkkiä. Enintään {most} merkkiä luetaan.",
    "sv": "Texten är för lång: {length} tecken. Högst {most} tecken kan läsas.",
    "en": "The text is too long: {length} characters. At most {most} can be read."
  },
  "situation.refused": {
    "fi": "Tekstiä ei voitu lukea. Poista erikoismerkit ja yritä uudelleen.",
    "sv": "Texten kunde inte läsas. Ta bort specialtecken och försök igen.",
    "en": "The text could not be read. Remove special characters and try again."
  },

  "municipality.label": {
    "fi": "Kuntasi (vapaaehtoinen)",
    "sv": "Din kommun (frivilligt)",
    "en": "Your municipality (optional)"
  },
  "municipality.none": {
    "fi": "Koko Suomi",
    "sv": "Hela Finland",
    "en": "All of Finland"
  },

  "meters.summary": {
    "fi": "Kysymyksiä hyvinvoinnistasi (vapaaehtoinen)",
    "sv": "Frågor om ditt välbefinnande (frivilligt)",
    "en": "Questions on your wellbeing (optional)"
  },
  "meters.hint": {
    "fi": "Kuinka tyytyväinen olet juuri nyt? 0 tarkoittaa, että asiat ovat huonosti, ja 10, että ne ovat hyvin. Vastaa vain niihin, joihin haluat.",
    "sv": "Hur nöjd är du just nu? 0 betyder att det är dåligt ställt och 10 att allt är bra. Svara bara på de frågor du vill.",
    "en": "How satisfied are you right now? 0 means things are bad and 10 that they are good. Answer only those you want to."
  },
  "meters.chosen.one": {
    "fi": "{n} vastaus",
    "sv": "{n} svar",
    "en": "{n} answer"
  },
  "meters.chosen.other": {
    "fi": "{n} vastausta",
    "sv": "{n} svar",
    "en": "{n} answers"
  },
  "meter.unanswered": {
    "fi": "Ei vastattu",
    "sv": "Inte besvarad",
    "en": "Not answered"
  },
  "meter.value": {
    "fi": "{value} / 10",
    "sv": "{value} / 10",
    "en": "{value} / 10"
  },
  "meter.spoken": {
    "fi": "{value}, kun 0 on huonosti ja 10 hyvin",
    "sv": "{value}, när 0 är dåligt och 10 är bra",
    "en": "{value}, where 0 is bad and 10 is good"
  },
  "meter.clear": {
    "fi": "Poista vastaus",
    "sv": "Ta bort svaret",
    "en": "Remove answer"
  },
  "meter.clear.of": {
    "fi": "Poista vastaus: {meter}",
    "sv": "Ta bort svaret: {meter}",
    "en": "Remove answer: {meter}"
  },
  "meter.low": {
    "fi": "0 huonosti",
    "sv": "0 dåligt",
    "en": "0 bad"
  },
  "meter.high": {
    "fi": "10 hyvin",
    "sv": "10 bra",
    "en": "10 good"
  },
  "meter.working_studying": {
    "fi": "Työ ja opiskelu",
    "sv": "Arbete och studier",
    "en": "Work and studies"
  },
  "meter.working_studying.hint": {
    "fi": "Miten päivät kuluvat: työ, koulu tai muu tekeminen, sen mielekkyys ja kuormitus.",
    "sv": "Hur dagarna går: arbete, skola eller annat att göra, hur meningsfullt och tungt det är.",
    "en": "How the days go: work, school or other things to do, how meaningful and how heavy they are."
  },
  "meter.family": {
    "fi": "Perhe",
    "sv": "Familj",
    "en": "Family"
  },
  "meter.family.hint": {
    "fi": "Miten läheisten kanssa sujuu: puoliso, lapset, vanhemmat, turvallisuus kotona.",
    "sv": "Hur det går med de närmaste: partner, barn, föräldrar, tryggheten hemma.",
    "en": "How things are with those closest to you: partner, children, parents, safety at home."
  },
  "meter.friends": {
    "fi": "Ystävät",
    "sv": "Vänner",
    "en": "Friends"
  },
  "meter.friends.hint": {
    "fi": "Onko ihmisiä, joiden kanssa viettää aikaa ja joille jutella.",
    "sv": "Om det finns människor att umgås och prata med.",
    "en": "Whether there are people to spend time with and talk to."
  },
  "meter.health": {
    "fi": "Terveys",
    "sv": "Hälsa",
    "en": "Health"
  },
  "meter.health.hint": {
    "fi": "Millainen olo on: keho, mieli, uni, kivut, päihteet.",
    "sv": "Hur du mår: kropp, sinne, sömn, smärta, rusmedel.",
    "en": "How you feel: body, mind, sleep, pain, alcohol or drugs."
  },
  "meter.improvement_of_strengths": {
    "fi": "Itsensä kehittäminen",
    "sv": "Personlig utveckling",
    "en": "Personal development"
  },
  "meter.improvement_of_strengths.hint": {
    "fi": "Pääsetkö oppimaan uutta ja tekemään sitä, missä olet hyvä.",
    "sv": "Om du får lära dig nytt och göra det du är bra på.",
    "en": "Whether you get to learn new things and do what you are good at."
  },
  "meter.housing": {
    "fi": "Asuminen",
    "sv": "Boende",
    "en": "Housing"
  },
  "meter.housing.hint": {
    "fi": "Onko koti, joka sopii sinulle ja josta ei tarvitse pelätä joutuvansa pois.",
    "sv": "Om du har ett hem som passar dig och som du inte behöver vara rädd att förlora.",
    "en": "Whether you have a home that suits you and that you need not fear losing."
  },
  "meter.finance": {
    "fi": "Raha-asiat",
    "sv": "Ekonomi",
    "en": "Money matters"
  },
  "meter.finance.hint": {
    "fi": "Riittävätkö rahat ruokaan, laskuihin ja velkoihin.",
    "sv": "Om pengarna räcker till mat, räkningar och skulder.",
    "en": "Whether there is enough money for food, bills and debts."
  },
  "meter.self_esteem": {
    "fi": "Itsetunto",
    "sv": "Självkänsla",
    "en": "Self-esteem"
  },
  "meter.self_esteem.hint": {
    "fi": "Mitä ajattelet itsestäsi ja luotatko itseesi.",
    "sv": "Vad du tänker om dig själv och om du litar på dig själv.",
    "en": "What you think of yourself and whether you trust yourself."
  },
  "meter.resilience": {
    "fi": "Vaikeuksien voittaminen",
    "sv": "Att klara svårigheter",
    "en": "Overcoming difficulties"
  },
  "meter.resilience.hint": {
    "fi": "Miten selviät, kun asiat menevät pieleen.",
    "sv": "Hur du klarar dig när något går på tok.",
    "en": "How you cope when things go wrong."
  },
  "meter.life_satisfaction": {
    "fi": "Tyytyväisyys elämään",
    "sv": "Tillfredsställelse med livet",
    "en": "Satisfaction with life"
  },
  "meter.life_satisfaction.hint": {
    "fi": "Miltä elämä kaikkiaan tuntuu.",
    "sv": "Hur livet känns på det hela taget.",
    "en": "How life feels as a whole."
  },

  "events.summary": {
    "fi": "Elämäntilanteet (vapaaehtoinen)",
    "sv": "Livssituationer (frivilligt)",
    "en": "Life events (optional)"
  },
  "events.hint": {
    "fi": "Valitse ne, jotka ovat ajankohtaisia.",
    "sv": "Välj dem som är aktuella.",
    "en": "Choose those that are current."
  },
  "events.chosen.one": {
    "fi": "{n} valittu",
    "sv": "{n} vald",
    "en": "{n} chosen"
  },
  "events.chosen.other": {
    "fi": "{n} valittu",
    "sv": "{n} valda",
    "en": "{n} chosen"
  },

  "view.label": {
    "fi": "Miten palvelut näytetään",
    "sv": "Hur tjänsterna visas",
    "en": "How services are shown"
  },
  "view.packages": {
    "fi": "Ryhmiteltyinä tarpeiden mukaan",
    "sv": "Grupperade efter behov",
    "en": "Grouped by need"
  },
  "view.list": {
    "fi": "Yhtenä luettelona",
    "sv": "Som en enda lista",
    "en": "As one list"
  },

  "credentials.label": {
    "fi": "Tunnukset",
    "sv": "Inloggningsuppgifter",
    "en": "Credentials"
  },
  "credentials.hint": {
    "fi": "Tämä palvelu vastaa vain rekisteröidyille asiakasjärjestelmille. Tunnukset antaa palvelun ylläpitäjä. Sivu muistaa ne vain, kunnes se suljetaan.",
    "sv": "Den här tjänsten svarar bara registrerade kundsystem. Uppgifterna får du av den som driver tjänsten. Sidan minns dem bara tills den stängs.",
    "en": "This service answers registered client systems only. Ask its operator for credentials. The page remembers them only until it is closed."
  },
  "credentials.id": {
    "fi": "Asiakkaan tunnus (client id)",
    "sv": "Klientens id (client id)",
    "en": "Client id"
  },
  "credentials.secret": {
    "fi": "Salaisuus (client secret)",
    "sv": "Hemlighet (client secret)",
    "en": "Client secret"
  },
  "credentials.needed": {
    "fi": "Kirjoita tunnus ja salaisuus ja hae uudelleen.",
    "sv": "Skriv id och hemlighet och sök på nytt.",
    "en": "Write the client id and secret and search again."
  },
  "credentials.wrong": {
    "fi": "Tunnus tai salaisuus on väärä. Tarkista ne ja hae uudelleen.",
    "sv": "Id eller hemlighet är fel. Kontrollera dem och sök på nytt.",
    "en": "The client id or secret is wrong. Check them and search again."
  },

  "ask.submit": {
    "fi": "Hae palveluja",
    "sv": "Sök tjänster",
    "en": "Find services"
  },
  "ask.clear": {
    "fi": "Tyhjennä kaikki",
    "sv": "Töm allt",
    "en": "Clear everything"
  },

  "status.asking": {
    "fi": "Haetaan palveluja…",
    "sv": "Söker tjänster…",
    "en": "Looking for services…"
  },
  "status.cleared": {
    "fi": "Lomake on tyhjä.",
    "sv": "Formuläret är tomt.",
    "en": "The form is empty."
  },
  "status.thanks": {
    "fi": "Kiitos, palaute on lähetetty.",
    "sv": "Tack, responsen är skickad.",
    "en": "Thank you, your feedback was sent."
  },
  "status.copied": {
    "fi": "Kopioitu.",
    "sv": "Kopierat.",
    "en": "Copied."
  },
  "status.selected": {
    "fi": "Komento on valittu: kopioi se selaimen kopioi-toiminnolla.",
    "sv": "Kommandot är markerat: kopiera det med webbläsarens kopieringsfunktion.",
    "en": "The command is selected: copy it with your browser's copy function."
  },

  "failure.offline": {
    "fi": "Palveluun ei saatu yhteyttä. Tarkista verkkoyhteys ja yritä uudelleen. Kirjoittamasi on tallella tällä sivulla.",
    "sv": "Det gick inte att nå tjänsten. Kontrollera nätförbindelsen och försök igen. Det du skrev finns kvar på sidan.",
    "en": "The service could not be reached. Check your connection and try again. What you wrote is still on this page."
  },
  "failure.400": {
    "fi": "Pyyntöä ei ymmärretty. Muuta vastauksiasi ja yritä uudelleen.",
    "sv": "Begäran kunde inte förstås. Ändra dina svar och försök igen.",
    "en": "The request was not understood. Change your answers and try again."
  },
  "failure.403": {
    "fi": "Näillä tunnuksilla ei saa tehdä tätä.",
    "sv": "De här uppgifterna räcker inte för att göra det här.",
    "en": "These credentials do not allow this."
  },
  "failure.404": {
    "fi": "Tätä ei enää löydy. Hae palvelut uudelleen.",
    "sv": "Det här finns inte längre. Sök tjänsterna på nytt.",
    "en": "This is no longer there. Search for services again."
  },
  "failure.413": {
    "fi": "Pyyntö on liian suuri. Lyhennä tekstiä ja yritä uudelleen.",
    "sv": "Begäran är för stor. Förkorta texten och försök igen.",
    "en": "The request is too large. Shorten the text and try again."
  },
  "failure.429": {
    "fi": "Pyyntöjä on tullut liian monta. Odota {seconds} sekuntia ja yritä uudelleen.",
    "sv": "Det har kommit för många begäranden. Vänta {seconds} sekunder och försök igen.",
    "en": "There have been too many requests. Wait {seconds} seconds and try again."
  },
  "failure.503": {
    "fi": "Palvelu ei voi vastata juuri nyt. Odota {seconds} sekuntia ja yritä uudelleen.",
    "sv": "Tjänsten kan inte svara just nu. Vänta {seconds} sekunder och försök igen.",
    "en": "The service cannot answer right now. Wait {seconds} seconds and try again."
  },
  "failure.other": {
    "fi": "Jokin meni vikaan. Yritä hetken kuluttua uudelleen.",
    "sv": "Något gick fel. Försök igen om en stund.",
    "en": "Something went wrong. Try again in a moment."
  },
  "failure.lists": {
    "fi": "Kuntien ja elämäntilanteiden luetteloa ei saatu. Voit silti hakea palveluja.",
    "sv": "Listan över kommuner och livssituationer kunde inte hämtas. Du kan ändå söka tjänster.",
    "en": "The lists of municipalities and life events could not be loaded. You can search all the same."
  },

  "results.heading": {
    "fi": "Palvelut tilanteeseesi",
    "sv": "Tjänster för din situation",
    "en": "Services for your situation"
  },
  "results.none": {
    "fi": "Emme löytäneet sopivia palveluja. Kerro tilanteestasi toisin sanoin tai valitse ”Koko Suomi”.",
    "sv": "Vi hittade inga lämpliga tjänster. Berätta om din situation med andra ord eller välj ”Hela Finland”.",
    "en": "We found no services that fit. Tell us about your situation in other words or choose “All of Finland”."
  },
  "results.services.one": {
    "fi": "Löytyi {n} palvelu.",
    "sv": "{n} tjänst hittades.",
    "en": "{n} service found."
  },
  "results.services.other": {
    "fi": "Löytyi {n} palvelua.",
    "sv": "{n} tjänster hittades.",
    "en": "{n} services found."
  },
  "results.needs.one": {
    "fi": "Näemme tilanteessasi {n} asian, johon voi saada apua.",
    "sv": "Vi ser {n} sak i din situation som det går att få hjälp med.",
    "en": "We see {n} thing in your situation that you can get help with."
  },
  "results.needs.other": {
    "fi": "Näemme tilanteessasi {n} asiaa, joihin voi saada apua.",
    "sv": "Vi ser {n} saker i din situation som det går att få hjälp med.",
    "en": "We see {n} things in your situation that you can get help with."
  },
  "results.events": {
    "fi": "Elämäntilanteet, jotka huomioimme:",
    "sv": "Livssituationer som vi beaktade:",
    "en": "Life events we took into account:"
  },
  "results.next": {
    "fi": "Mitä saatat tarvita myöhemmin",
    "sv": "Vad du kan behöva senare",
    "en": "What you may need later"
  },
  "results.next.hint": {
    "fi": "Nämä tulevat usein vastaan myöhemmin samassa elämäntilanteessa.",
    "sv": "De här blir ofta aktuella senare i samma livssituation.",
    "en": "These often come up later in the same life event."
  },
  "results.made": {
    "fi": "Ehdotukset teki automaattisesti {service} {version}.",
    "sv": "Förslagen gjordes automatiskt av {service} {version}.",
    "en": "The suggestions were made automatically by {service} {version}."
  },

  "urgent.heading": {
    "fi": "Onko hätä?",
    "sv": "Är det en nödsituation?",
    "en": "Is it an emergency?"
  },
  "urgent.call": {
    "fi": "Soita {number}",
    "sv": "Ring {number}",
    "en": "Call {number}"
  },
  "urgent.text": {
    "fi": "Kertomasi perusteella sinä tai joku muu voi olla vaarassa. Soita heti, jos vaara on lähellä: apua saa kaikkina vuorokauden aikoina, ja puhelu on maksuton.",
    "sv": "Det du berättar kan betyda att du eller någon annan är i fara. Ring genast om faran är nära: hjälp finns dygnet runt och samtalet är gratis.",
    "en": "What you told us may mean that you or somebody else is in danger. Call at once if the danger is near: help is there day and night, and the call is free."
  },

  "need.clause": {
    "fi": "Kirjoitit:",
    "sv": "Du skrev:",
    "en": "You wrote:"
  },
  "need.meter": {
    "fi": "Vastauksesi: {meter}",
    "sv": "Ditt svar: {meter}",
    "en": "Your answer: {meter}"
  },
  "need.event": {
    "fi": "Elämäntilanne: {event}",
    "sv": "Livssituation: {event}",
    "en": "Life event: {event}"
  },
  "need.event.unnamed": {
    "fi": "Liittyy elämäntilanteeseesi",
    "sv": "Hör till din livssituation",
    "en": "Belongs to your life event"
  },
  "need.urgency.urgent": {
    "fi": "Toimi heti",
    "sv": "Agera genast",
    "en": "Act now"
  },
  "need.urgency.soon": {
    "fi": "Hoida pian",
    "sv": "Ta itu med det snart",
    "en": "Act soon"
  },
  "need.urgency.later": {
    "fi": "Ehtii myöhemmin",
    "sv": "Kan vänta",
    "en": "Can wait"
  },
  "need.nothing": {
    "fi": "Tähän tarpeeseen ei löytynyt palvelua.",
    "sv": "Ingen tjänst hittades för det här behovet.",
    "en": "No service was found for this need."
  },

  "provider.municipality": {
    "fi": "Kunta",
    "sv": "Kommun",
    "en": "Municipality"
  },
  "provider.wellbeing_services_county": {
    "fi": "Hyvinvointialue",
    "sv": "Välfärdsområde",
    "en": "Wellbeing services county"
  },
  "provider.state": {
    "fi": "Valtio",
    "sv": "Staten",
    "en": "State"
  },
  "provider.company": {
    "fi": "Yritys",
    "sv": "Företag",
    "en": "Company"
  },
  "provider.association": {
    "fi": "Järjestö",
    "sv": "Förening",
    "en": "Association"
  },
  "provider.other": {
    "fi": "Muu järjestäjä",
    "sv": "Annan anordnare",
    "en": "Other provider"
  },

  "service.nationwide": {
    "fi": "Koko Suomi",
    "sv": "Hela Finland",
    "en": "All of Finland"
  },
  "service.mainland": {
    "fi": "Koko Suomi paitsi Ahvenanmaa",
    "sv": "Hela Finland utom Åland",
    "en": "All of Finland except Åland"
  },
  "service.FreeOfCharge": {
    "fi": "Maksuton",
    "sv": "Gratis",
    "en": "Free of charge"
  },
  "service.Chargeable": {
    "fi": "Maksullinen",
    "sv": "Avgiftsbelagd",
    "en": "Has a charge"
  },
  "service.more": {
    "fi": "Lue lisää",
    "sv": "Läs mer",
    "en": "Read more"
  },
  "service.requirements": {
    "fi": "Ehdot",
    "sv": "Villkor",
    "en": "Conditions"
  },
  "service.instruction": {
    "fi": "Näin toimit",
    "sv": "Gör så här",
    "en": "What to do"
  },
  "service.charge": {
    "fi": "Maksut",
    "sv": "Avgifter",
    "en": "Charges"
  },
  "service.channels": {
    "fi": "Yhteydenotto",
    "sv": "Kontakt",
    "en": "Contact"
  },
  "service.channels.more": {
    "fi": "Näytä kaikki yhteystavat ({n} lisää)",
    "sv": "Visa alla sätt att ta kontakt ({n} till)",
    "en": "Show all ways to get in touch ({n} more)"
  },

  "channel.EChannel": {
    "fi": "Verkkoasiointi",
    "sv": "E-tjänst",
    "en": "Online service"
  },
  "channel.WebPage": {
    "fi": "Verkkosivu",
    "sv": "Webbsida",
    "en": "Web page"
  },
  "channel.Phone": {
    "fi": "Puhelin",
    "sv": "Telefon",
    "en": "Telephone"
  },
  "channel.ServiceLocation": {
    "fi": "Käyntipaikka",
    "sv": "Besöksställe",
    "en": "Place to visit"
  },
  "channel.PrintableForm": {
    "fi": "Tulostettava lomake",
    "sv": "Blankett att skriva ut",
    "en": "Printable form"
  },
  "channel.open": {
    "fi": "Avaa: {name}",
    "sv": "Öppna: {name}",
    "en": "Open: {name}"
  },
  "channel.open.nth": {
    "fi": "Avaa: {name} ({n})",
    "sv": "Öppna: {name} ({n})",
    "en": "Open: {name} ({n})"
  },
  "channel.map": {
    "fi": "Näytä kartalla (OpenStreetMap)",
    "sv": "Visa på kartan (OpenStreetMap)",
    "en": "Show on the map (OpenStreetMap)"
  },
  "channel.new_tab": {
    "fi": "(uusi välilehti)",
    "sv": "(ny flik)",
    "en": "(new tab)"
  },
  "channel.hours": {
    "fi": "Aukioloajat:",
    "sv": "Öppettider:",
    "en": "Opening hours:"
  },

  "why.summary": {
    "fi": "Miksi tätä ehdotetaan?",
    "sv": "Varför föreslås det här?",
    "en": "Why is this suggested?"
  },
  "why.kind": {
    "fi": "Tällaista palvelua haettiin",
    "sv": "En sådan tjänst söktes",
    "en": "Kind of service looked for"
  },
  "why.clause": {
    "fi": "Kohta, joka osui",
    "sv": "Stället som passade in",
    "en": "The part of your text that matched"
  },
  "why.sentences": {
    "fi": "Kohta palvelun kuvauksessa",
    "sv": "Stället i tjänstens beskrivning",
    "en": "The part of its description that matched"
  },
  "why.phrase": {
    "fi": "Kirjoittamaasi lähin esimerkki ohjelman sanastossa",
    "sv": "Det exempel i programmets ordlista som ligger närmast det du skrev",
    "en": "The example in the program's phrasebook nearest to what you wrote"
  },
  "why.meters": {
    "fi": "Asiat, joissa palvelu voi auttaa",
    "sv": "Det som tjänsten kan hjälpa med",
    "en": "What it may help with"
  },
  "why.shares": {
    "fi": "Mikä vaikutti sijoitukseen",
    "sv": "Vad som påverkade placeringen",
    "en": "What its place in the list depends on"
  },
  "why.share": {
    "fi": "{name} {percent} %",
    "sv": "{name} {percent} %",
    "en": "{name} {percent}%"
  },
  "why.share.direct": {
    "fi": "palvelun kuvaus",
    "sv": "tjänstens beskrivning",
    "en": "its description"
  },
  "why.share.spoken": {
    "fi": "sanat, joilla tällaista palvelua pyydetään",
    "sv": "ord som man ber om en sådan tjänst med",
    "en": "words in which people ask for such a service"
  },
  "why.share.bridge": {
    "fi": "ohjelman sanasto",
    "sv": "programmets ordlista",
    "en": "the phrasebook"
  },
  "why.share.meters": {
    "fi": "vastauksesi kysymyksiin",
    "sv": "dina svar på frågorna",
    "en": "your answers"
  },
  "why.share.life_events": {
    "fi": "elämäntilanteet",
    "sv": "livssituationerna",
    "en": "life events"
  },

  "feedback.service": {
    "fi": "Sopiiko tämä sinulle?",
    "sv": "Passar den här dig?",
    "en": "Does this suit you?"
  },
  "feedback.whole": {
    "fi": "Oliko ehdotuksista apua?",
    "sv": "Var förslagen till hjälp?",
    "en": "Did the suggestions help?"
  },
  "feedback.up": {
    "fi": "Kyllä",
    "sv": "Ja",
    "en": "Yes"
  },
  "feedback.down": {
    "fi": "Ei",
    "sv": "Nej",
    "en": "No"
  },

  "developer.heading": {
    "fi": "Kehittäjälle",
    "sv": "För utvecklare",
    "en": "For developers"
  },
  "developer.summary": {
    "fi": "Pyyntö ja vastaus (JSON)",
    "sv": "Begäran och svar (JSON)",
    "en": "Request and answer (JSON)"
  },
  "developer.request": {
    "fi": "Pyyntö",
    "sv": "Begäran",
    "en": "Request"
  },
  "developer.command": {
    "fi": "Sama curl-komentona",
    "sv": "Samma som curl-kommando",
    "en": "The same as a curl command"
  },
  "developer.copy": {
    "fi": "Kopioi curl-komento",
    "sv": "Kopiera curl-kommandot",
    "en": "Copy the curl command"
  },
  "developer.answer": {
    "fi": "Vastaus",
    "sv": "Svar",
    "en": "Answer"
  },

  "day.Monday": {"fi": "ma", "sv": "må", "en": "Mon"},
  "day.Tuesday": {"fi": "ti", "sv": "ti", "en": "Tue"},
  "day.Wednesday": {"fi": "ke", "sv": "on", "en": "Wed"},
  "day.Thursday": {"fi": "to", "sv": "to", "en": "Thu"},
  "day.Friday": {"fi": "pe", "sv": "fr", "en": "Fri"},
  "day.Saturday": {"fi": "la", "sv": "lö", "en": "Sat"},
  "day.Sunday": {"fi": "su", "sv": "sö", "en": "Sun"}
};
