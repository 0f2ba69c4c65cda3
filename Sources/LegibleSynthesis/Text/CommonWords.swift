/// The short words that running text is full of, and words of signs, shops and packaging. Word lists give
/// every word the same chance; the world does not.
enum CommonWords {
  static let all: [String] = """
    the of and to in a is it you that he was for on are with as his they be at one have this from or had by hot but some
    what there we can out other were all your when up use word how said an each she which do their time if will way about
    many then them would write like so these her long make thing see him two has look more day could go come did my no
    most who over know than call first people may down side been now find any new work part take get place made live
    where after back little only round man year came show every good me give our under name very through just form much
    great think say help low line before turn cause same mean differ move right boy old too does tell sentence set three
    want air well also play small end put home read hand port large spell add even land here must big high such follow
    act why ask men change went light kind off need house picture try us again animal point mother world near build self
    earth father head stand own page should country found answer school grow study still learn plant cover food sun four
    open closed exit entry entrance push pull stop slow danger warning caution private parking park street road avenue
    lane hotel motel inn bar pub cafe coffee tea restaurant pizza burger grill kitchen bakery market shop store sale
    free special offer discount price prices best buy now save only from per each off half menu lunch dinner breakfast
    taxi bus train station airport gate platform ticket tickets lift toilet ladies gents men women staff only no smoking
    please thank thanks welcome keep clear do not enter one way bank cash credit card cards atm post office police fire
    hospital pharmacy doctor dental clinic school college university library museum theatre theater cinema music live
    show tonight club gallery art centre center city town county state north south east west upper lower left right
    company limited ltd inc corp group international national global service services systems solutions software
    design studio media news press daily times world travel tours holiday hotels sports gym fitness health beauty hair
    nails salon spa fashion shoes clothing jewellery gold silver diamond watch phone phones mobile electric power energy
    gas oil water milk juice beer wine whisky cola natural organic fresh pure original classic premium quality super
    extra ultra mega max plus pro light zero new improved since est year anniversary edition volume part chapter page
    book books story love life dead night day king queen star moon black white red blue green yellow orange pink
    street monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december summer winter spring autumn christmas happy birthday party dance
    call visit online web site email tel fax info contact us address directions map floor room suite building tower
    made india china usa london paris new york america england germany france italy spain
    director producer written starring film films picture pictures presents productions award winning
    insurance estate agents lettings sold rent let rooms available apply within wanted help security alarm cctv
    """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init)
}
