// What a guest of the meeting says of themselves, as a schema. One of its rules takes time, as asking a database would.
import * as z from 'zod'
import { operations } from './operations.ts'

export const COUNTRIES = ['Greece', 'Kenya', 'Japan', 'Mexico', 'Norway', 'Portugal'] as const
export const MEALS = ['breakfast', 'lunch', 'dinner'] as const
export const TALKS = [
  'Answers as values',
  'Forms without tears',
  'What Back means',
  'Time as an event',
] as const
export const TICKETS = ['student', 'regular', 'patron'] as const
export const DAYS = { min: '2027-05-10', max: '2027-05-14' }
const TAKEN = ['ada', 'alan', 'grace', 'linus']

const isFree = (name: string): Promise<boolean> =>
  operations.span(
    'is the name free',
    async () => {
      await new Promise(done => setTimeout(done, 200))
      return !TAKEN.includes(name.toLowerCase())
    },
    { resource: 'guests' },
  )

const Photo = z.object({
  name: z.string(),
  size: z.number().max(1_000_000, 'At most one megabyte, please.'),
  type: z.string().startsWith('image/', 'That is no picture.'),
})

export const Guest = z.object({
  name: z
    .string()
    .trim()
    .min(2, { error: 'Two letters at least.', abort: true })
    .refine(isFree, 'Somebody has this name already.'),
  email: z.email('An address to write to, please.'),
  seats: z
    .number('How many are you?')
    .int('Whole people only.')
    .min(1, 'At least you.')
    .max(6, 'Six at most.'),
  arrives: z.iso
    .date({ error: 'On which day?', abort: true })
    .refine(day => day >= DAYS.min && day <= DAYS.max, 'We meet from 10 to 14 May.'),
  from: z.enum(COUNTRIES, 'Choose a country.'),
  ticket: z.enum(TICKETS, 'Choose a ticket.'),
  meals: z.array(z.enum(MEALS)),
  talks: z.array(z.enum(TALKS)).min(1, 'Choose one at least.'),
  photo: Photo.nullable(),
  agreed: z.literal(true, 'You have to agree.'),
})
export type Guest = z.output<typeof Guest>
