// `npm run test:crash`
import { trial } from './trial.ts'
import { buildServer } from './build.ts'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
const folder = mkdtempSync(join(tmpdir(), 'crash-'))
const script = await buildServer(folder)
const [kills = '8', processes = '1', seed = '1', faults = '{}'] = process.argv.slice(2)
const report = await trial({
  name: 'x',
  seed: Number(seed),
  kills: Number(kills),
  processes: Number(processes),
  visitors: 32,
  faults: JSON.parse(faults),
  script,
  folder: join(folder, 'site'),
  ports: [39001, 39002],
  onProgress: f =>
    console.log(
      f.kills,
      f.acknowledged,
      f.seconds.toFixed(1),
      Math.round(f.acknowledged / f.seconds),
      f.troubles,
    ),
})
console.log(report.figures)
for (const w of report.wrong.slice(0, 3)) console.log('WRONG', w.what, '\n', w.told)
console.log(new Set(report.troubles))
process.exit(0)
