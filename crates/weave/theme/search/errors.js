// Errors as they stand in a terminal: a whole line, of whatever program.

const flat = text => ` ${raw(text).join(' ')} `;
const NUMBER =
    /(?:os error|errno|winerror|code:?|error:?|\(os)\s*(\d{1,5})/gi;

// Whether a text is a line from a terminal rather than a few words: a program
// speaks first, too, of a file or with a number.
const isLine = text => text.length > 60
    || /panicked at|\berror\b.*:|\[errno|os error|traceback|exception/i
        .test(text)
    || /^[\w.-]+: ([.~]{0,2}\/|\(\d)/.test(text);

// Of a line that nobody knows, what is most likely to say something.
const NOISE = new RegExp('^(thread|main|panicked|called|result|unwrap|err|'
    + 'value|os|code|kind|message|error|exception|traceback|most|recent|'
    + 'call|last|file|line|src|rs|py|usr|lib|home|note|run|backtrace|'
    + 'rust_backtrace|display|environment|variable|\\d+)$');
// The folders of somebody's machine are in no book.
const PATH = /(?:[a-z]:)?(?:[\w.~+-]*[\\/]){2,}[\w.~+-]*|[.~]{0,2}\/[\w.]+/gi;
const bared = text => raw(text.replace(PATH, ' '))
    .filter(word => !NOISE.test(word)).slice(0, 12).join(' ');

// Finds the error that a text tells of, if it is one of these.
function recognizer(errors) {
    const known = errors.map(error => error.says.map(flat));
    return text => {
        const line = flat(text);
        const numbers = Array.from(text.matchAll(NUMBER), m => Number(m[1]));
        let best = null;
        let most = 0;
        errors.forEach((error, at) => {
            const said = known[at].filter(says => line.includes(says));
            // A text says more than the number of an unknown system.
            let sum = Math.max(0, ...said.map(says => says.length));
            if (error.numbers?.some(number => numbers.includes(number))) {
                sum += 12;
            }
            if (sum > most) {
                [best, most] = [error, sum];
            }
        });
        return best;
    };
}
