/// Names that shop signs, posters and packaging are full of and word lists lack: people, places, makers of
/// things.
enum ProperNames {
  static let all: [String] = """
    james mary john patricia robert jennifer michael linda william elizabeth david barbara richard susan
    joseph jessica thomas sarah charles karen daniel nancy matthew lisa anthony betty mark helen donald sandra
    steven donna paul carol andrew ruth joshua sharon kenneth michelle kevin laura brian emily george kim
    edward deborah ronald maria jason anna peter alice frank julia henry grace jack emma tom lucy sam kate max
    nina leo eva joe amy ben zoe luis ana carlos sofia pedro ines hans greta otto heidi marco giulia luca
    chiara jean marie pierre claire ahmed fatima ali leila wei mei raj priya ravi anita kumar singh chen wang
    li zhang lee tan wong lim kaur patel shah khan hassan yuki kenji smith johnson williams brown jones miller
    davis wilson anderson taylor moore jackson martin thompson white harris clark lewis robinson walker hall
    young allen king wright scott hill green adams baker nelson carter mitchell roberts turner phillips
    campbell parker evans edwards collins stewart morris murphy cook rogers morgan cooper peterson reed bailey
    kelly howard ward cox richardson wood watson brooks bennett gray hughes price myers long foster sanders
    ross powell sullivan russell ortiz jenkins perry butler barnes fisher garcia martinez rodriguez lopez
    gonzalez hernandez perez sanchez ramirez torres mueller schmidt schneider fischer weber meyer wagner
    becker rossi ferrari bianchi romano dubois durand moreau laurent silva santos oliveira costa jansen bakker
    visser nowak boston chicago houston dallas denver seattle miami atlanta phoenix austin orlando portland
    detroit memphis nashville baltimore milwaukee oakland cleveland tampa lincoln buffalo madison richmond
    salem dover reno tucson california texas florida nevada arizona oregon virginia carolina georgia ohio
    michigan alabama alaska hawaii toronto montreal vancouver ottawa calgary sydney melbourne brisbane perth
    auckland wellington dublin cork edinburgh glasgow cardiff bristol leeds liverpool manchester oxford
    cambridge brighton yorkshire kent essex sussex devon berlin munich hamburg vienna zurich geneva brussels
    amsterdam rotterdam madrid barcelona seville lisbon porto rome milan venice florence naples athens
    istanbul moscow prague budapest warsaw oslo stockholm copenhagen helsinki tokyo kyoto osaka seoul beijing
    shanghai singapore bangkok jakarta manila penang malacca mumbai delhi chennai bangalore kolkata dubai
    cairo nairobi lagos mexico havana lima bogota brasil chile peru canada australia zealand asia africa
    europe pacific atlantic island coast bay harbour orchard marina riverside broadway hollywood manhattan
    brooklyn queens harlem soho chelsea kensington piccadilly victoria albert windsor regent waterloo
    trafalgar sony canon nikon kodak fuji casio epson philips siemens bosch hitachi toshiba panasonic sharp
    samsung lg nokia motorola intel dell apple google microsoft adobe oracle cisco ibm hp asus acer lenovo
    huawei visa mastercard amex paypal western union ups fedex dhl toyota honda nissan mazda suzuki yamaha
    ford opel audi bmw volvo fiat renault peugeot citroen porsche jaguar rover bentley vespa ducati harley
    michelin pirelli goodyear shell esso mobil texaco chevron total castrol coca cola pepsi fanta sprite
    nestle nescafe lipton twinings heineken carlsberg guinness stella corona tiger budweiser bacardi smirnoff
    jameson starbucks subway kfc dominos wendys denny ikea zara levis diesel adidas nike puma reebok converse
    vans gucci prada chanel dior armani versace rolex omega seiko swatch lego disney pixar marvel warner
    universal paramount netflix penguin reuters marriott hilton hyatt sheraton radisson ritz carlton ibis
    novotel walgreens safeway tesco walmart target costco lidl aldi spar boots barclays hsbc citibank
    santander lloyds prudential allianz axa kelloggs heinz kraft danone unilever colgate gillette dove nivea
    loreal pantene ariel persil duracell energizer vodafone orange verizon sprint telekom
    """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init)
}
