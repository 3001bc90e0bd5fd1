/**
 * Words that free text is likely to be made of (what a reminder is about, what goes on a list, whom to tell), the likeliest
 * group first, each with the natural logarithm of how often one of its words is said where any word may be. The shares are
 * rough: they keep free text from swallowing what a sentence says.
 */
export const openWordGroups: readonly { logWeight: number; words: readonly string[] }[] = [
  {
    logWeight: -4.5,
    words:
      "the a an and or to of in on at for with from my our your his her their it its is are i we you he she they me us him them this that some more about by up out off down".split(
        " ",
      ),
  },
  {
    logWeight: -6.2,
    words: words(`
      be have has had do does did go going get got take bring buy call phone ring text email send pay book check clean wash feed walk
      water pick put make cook bake eat drink start stop finish open close lock turn move fix repair change order collect drop leave
      come meet see watch read write tell ask give find look keep let need want renew cancel charge empty fill order post return take
      train test try visit wake work
      one two three four five six seven eight nine ten twelve twenty thirty fifty hundred first second third last next new old big
      small little large long short good hot cold warm fresh dry wet clean dirty full empty red green blue white black yellow brown
      today tomorrow tonight morning afternoon evening night day week month year monday tuesday wednesday thursday friday saturday sunday
      time hour minute birthday meeting appointment school office home house dinner lunch breakfast tea coffee party holiday weekend
    `),
  },
  {
    logWeight: -7.2,
    words: words(`
      mum mom dad mother father son daughter brother sister grandma grandpa granny aunt uncle wife husband baby kids children family
      everyone everybody team boss doctor dentist vet plumber electrician manager foreman supervisor driver operator engineer
      maintenance reception security teacher neighbour neighbor guest guests friend friends
      emma anna alice amy ben bob carol charlie chris daniel david ella emily eva george grace hannah harry henry jack jacob james
      jane jason jenny jim joe john julia kate kevin laura leo lily linda lisa lucas lucy luke maria mark mary matt max mia michael
      mike mohammed nina noah oliver olivia oscar paul peter priya rachel robert rose ruth sam sara sarah simon sofia sophie steve
      susan thomas tim tom victor william zoe arjun
      milk bread butter eggs egg cheese flour sugar salt pepper rice pasta noodles potatoes tomatoes onions garlic carrots apples
      apple bananas banana oranges lemons grapes berries strawberries meat chicken beef pork fish salmon ham bacon sausages yoghurt
      yogurt cream cereal oats honey jam oil vinegar juice beer wine biscuits cookies chocolate crisps chips cake ice salad lettuce
      cucumber mushrooms beans peas corn soup sauce nuts soap shampoo toothpaste toothbrush toilet paper kitchen roll tissues
      detergent bleach sponge bin bags batteries bulbs bulb candles matches foil nappies diapers cat dog food litter bottles bottle
      can cans box boxes bag pack packs packet jar loaf dozen litre litres kilo
      rubbish garbage trash recycling bins laundry dishes dishwasher washing machine dryer ironing vacuuming hoovering bed beds
      sheets towels windows floor garden lawn grass plants flowers trees seeds fertiliser fertilizer compost hose gate fence roof
      gutter garage car bike van truck tyres tires fuel petrol diesel keys key wallet bill bills rent tax insurance passport
      letter parcel package post mail bank cheque shop shopping market pharmacy medicine pills tablets vitamins prescription
      homework exam piano football swimming gym yoga class club church film movie show concert ticket tickets train bus plane
      flight hotel trip luggage suitcase
      pump pumps valve filter filters oil grease bearing belt motor engine machine press line conveyor robot sensor tank boiler
      compressor generator panel fuse cable tool tools drill hammer screwdriver screws nails bolts paint glue tape gloves helmet
      goggles parts pallet pallets crate crates order orders shift handover report inspection delivery supplier customer
      cows cow calves calf sheep pigs pig hens chickens goats horses horse feed hay straw silage tractor barn field greenhouse
      irrigation harvest tomatoes seedlings pesticide weather rain frost
      music song songs radio news jazz rock pop classical piano podcast playlist album story game timer alarm lamp light heating
      oven fridge freezer kettle toaster microwave pizza roast turkey steak chips toast soup stew curry pie quiche muffins bread
      dough sauna laundry nap break workout run meditation steep brew stretch study reading practice
    `),
  },
];

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
