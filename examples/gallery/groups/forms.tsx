// Pages of the group "Checked forms".
import { Album } from '../../album.tsx'
import { WithArktype, WithValibot, WithZod } from '../../schemas.tsx'
import { SignUp } from '../../signup.tsx'
import { exhibits } from '../exhibit.tsx'
import { Rentals } from '../rented.tsx'

export const forms = exhibits({
  '/signup': {
    about: (
      <>
        What the browser sends is checked by a schema, here of zod. Each field is told what is wrong with it,
        in its own place, aloud as well; what was typed stays. A control says what it sends: a number is a
        number, a box is true or false, several boxes are a list.
      </>
    ),
    tries: [
      'Sign up at once, without filling in anything. The summary leads to each field.',
      'Call yourself Ada. That name is taken, which takes a moment to find out.',
      'Choose a picture. Its name, size and type arrive with the form.',
    ],
    sources: ['signup.tsx', 'guest.ts'],
    shows: () => <SignUp />,
  },
  '/schemas': {
    about: (
      <>
        The same form, three times. Libraries that keep <em>Standard Schema</em> need no adapter and are no
        dependency: whichever your program uses already will do, and the words are its own.
      </>
    ),
    tries: [
      'Book nothing with each of them, and compare what they say.',
      'Book nine seats, then three. Taken, a form is empty again; refused, it is as you left it.',
    ],
    sources: ['schemas.tsx'],
    shows: () => (
      <div class="stack">
        <WithZod />
        <WithValibot />
        <WithArktype />
      </div>
    ),
  },
  '/wizard': {
    about: (
      <>
        Each step is a call, each answer a line of a flow. Every answer is an entry of the visitor’s history,
        so the browser’s Back leads through the steps, and <code>back()</code> does just the same.
      </>
    ),
    tries: [
      'Go on without filling in anything, then make it right.',
      'At the last step go back three times, by the button or by the browser: what you typed is there. Go forward again.',
      'Change one answer from the summary: only that step is asked.',
    ],
    sources: ['wizard.tsx', 'wizard-forms.tsx', 'wizard-step.tsx', 'rental.ts'],
    shows: () => <Rentals />,
  },
  '/album': {
    about: (
      <>
        Pictures are sent when they are chosen or dropped, each seen on its way; then the handler is given all
        of them. A lost connection is waited for, and sending goes on where it ended. A file is there for as
        long as the conversation remembers it: what is removed from the list is removed from the disk.
      </>
    ),
    tries: [
      'Choose several pictures, or drop them. While they are sent, take one back.',
      'Pull the plug in the middle, and put it in again.',
      'Try something that is no picture.',
    ],
    sources: ['album.tsx'],
    shows: () => <Album />,
  },
})
