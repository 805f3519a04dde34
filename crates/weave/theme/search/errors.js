// Errors as they stand in a terminal: a whole line, of whatever program.

const flat = text => ` ${raw(text).join(' ')} `;
const NUMBER =
    /(?:os error|errno|winerror|\bos \{\s*code:|error:?|\(os)\s*(\d{1,5})/gi;
// An error of somebody's own has a kind of std's, and a text that says more.
const CUSTOM = /\bCustom \{\s*kind: \w+,\s*/g;

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

// So much of a line is no chance: a text of so many letters, or a number. A
// text says more than the number of an unknown system.
const MUCH = 12;

// Finds the error that a text tells of, if it is one of these: the cause, and
// the run that shows it, of those that were recorded.
function recognizer(errors) {
    const known = errors.map(error => ({
        error,
        says: error.says.map(flat),
        general: error.general?.map(flat) ?? [],
    }));
    const causes = known.filter(({ error }) => error.means);
    const runs = known.filter(({ error }) => !error.means);
    const recognize = text => {
        const line = flat(text);
        const numbers = Array.from(text.matchAll(NUMBER), m => Number(m[1]));
        const longest = texts => Math.max(0, ...texts
            .filter(says => line.includes(says)).map(says => says.length));
        const weight = ({ error, says }) => longest(says)
            + (error.numbers?.some(it => numbers.includes(it)) ? MUCH : 0);
        const best = (list, worth) => list.reduce((best, one) => {
            const sum = worth(one);
            return sum > best.sum ? { error: one.error, sum } : best;
        }, { error: null, sum: 0 });
        const run = best(runs, weight);
        const cause = best(causes, weight);
        if (run.sum > cause.sum && cause.sum < MUCH) {
            return run.error;
        }
        if (run.sum > cause.sum) {
            const { packets, url } = run.error;
            return { ...cause.error, packets, run: url };
        }
        return cause.error ?? best(causes, one => longest(one.general)).error;
    };
    return text => recognize(text.replace(CUSTOM, ''));
}
