// Prints what npm `emvqr` reads in a merchant-presented code: {"tag": "value", "tag.tag": "value"}.
//
//   node decode.cjs TEXT
const emvqr = require('emvqr');

const read = {};
for (const [tag, element] of Object.entries(emvqr.decode(process.argv[2]))) {
  if (typeof element.data === 'string') read[tag] = element.data;
  else for (const [inner, part] of Object.entries(element.data)) read[`${tag}.${inner}`] = part.data;
}
console.log(JSON.stringify(read));
