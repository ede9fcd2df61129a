import { readFileSync } from 'node:fs'

export const styles: string = readFileSync(new URL('gallery.css', import.meta.url), 'utf8')
