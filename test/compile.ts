// Runs the compiler over a project and answers what it says.
import { spawn } from 'node:child_process'

/** Every line the compiler says; none when it is content. `project` is a folder with a tsconfig.json. */
export async function compile(project: string): Promise<string[]> {
  const child = spawn('node_modules/.bin/tsc', ['-p', project, '--pretty', 'false'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const text of child.stdout.setEncoding('utf8')) said += text as string
  return said.split('\n').filter(line => line !== '')
}
