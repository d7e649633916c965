// node observatory.mjs FOLDER PORT PATH…: print what Mozilla's HTTP Observatory says of each page.
// Its own `scan` asks for "/" alone and refuses pages of errors; this counts as it does.
const [folder, port, ...paths] = process.argv.slice(2);
const { retrieve } = await import(`${folder}/src/retriever/retriever.js`);
const { ALL_TESTS } = await import(`${folder}/src/constants.js`);
const { getGradeForScore, getScoreModifier } = await import(`${folder}/src/grader/grader.js`);
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await import(`${folder}/src/grader/charts.js`);
const NOBODY = 1; // a port: the redirection from http is nginx's, in deploy/nginx/portal.conf

for (const path of paths) {
  const answers = await retrieve("localhost", { httpsPort: port, httpPort: NOBODY, path });
  const results = ALL_TESTS.map((test) => test(answers));
  const modifiers = results.map(({ result }) => (result ? getScoreModifier(result) : 0));
  const sum = (values) => values.reduce((total, value) => total + value, 100);
  const uncurved = sum(modifiers.filter((value) => value < 0));
  const curved = uncurved >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? sum(modifiers) : uncurved;
  const { grade, score } = getGradeForScore(curved);
  const lost = results.filter((result, place) => !result.pass || modifiers[place] < 0);
  console.log(JSON.stringify({
    path, grade, score, status: answers.responses.auto?.status, lost: lost.map(({ result }) => result),
  }));
}
