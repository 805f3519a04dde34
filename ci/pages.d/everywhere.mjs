// What holds on every page: each promise is asked of all of them, on one walk
// through the book. `wide`, `narrow` and `print` say how the page is looked at.
//
// `see` is what a page is asked, with `given`, in the browser; `of` is asked
// of its tab instead. Both answer with what is wrong, in an array, and with
// what is to be summed up at the end.

import { readFile } from 'node:fs/promises';
import {
    answers, brokenArrows, brokenFirsts, brokenNames, copiedAndShown, cutText,
    deepPage, hiddenInPrint, linesBeforeWords, linesInTwoBlocks, loneUnits,
    smallText, termLinks, textOnText, wideBoxes, wideCode,
} from './seen.mjs';

// So many lines of code may be seen before a paragraph speaks of them.
const SEEN = 20;
// So many lines in a row, blank ones and indentation aside, are no chance.
const SAME = 6;
const GLOSSARY = 'appendix/glossary.html';

export const everywhere = {
    'a few lines of code, then a word about them': {
        how: 'wide',
        see: linesBeforeWords,
        end(found) {
            const coded = found.filter(([, { sum }]) => sum !== null);
            const late = coded.filter(([, { sum }]) => sum > SEEN)
                .map(([name, { sum }]) => `${name}: ${sum}`);
            return [
                ...atLeast(30, coded.length, 'pages with code'),
                ...late,
            ];
        },
    },

    'no code stands twice on a page': {
        how: 'wide',
        see: linesInTwoBlocks,
        given: SAME,
    },

    'code of 80 columns fits at 1280 pixels': {
        how: 'wide',
        see: wideCode,
    },

    'ten pages and more offer choices, each with one that is right': {
        how: 'wide',
        see: answers,
        end: found => atLeast(10, total(found), 'pages with choices'),
    },

    'every packet that prose names has its arrow': {
        how: 'wide',
        see: brokenArrows,
        end: found => atLeast(30, total(found), 'links to packets'),
    },

    'the first of each term leads to the glossary': {
        how: 'wide',
        see: termLinks,
        given: GLOSSARY,
        async end(found, { page, site }) {
            await page.goto(site.root + GLOSSARY);
            const ids = new Set(await page.evaluate(() => Array.from(
                document.querySelectorAll('dt'), term => term.id,
            )));
            const lost = found.flatMap(([name, { sum }]) =>
                sum.filter(id => !ids.has(id)).map(id => `${name}: #${id}`));
            const terms = found.flatMap(([, { sum }]) => sum);
            return [...lost, ...atLeast(500, terms.length, 'terms')];
        },
    },

    'what a first reading may leave out is marked in the contents': {
        how: 'wide',
        see: deepPage,
        async end(found, { page, site }) {
            const deep = found.filter(([, { sum }]) => sum)
                .map(([name]) => name);
            await page.goto(`${site.root}toc.html`);
            const marked = await page.evaluate(() => Array.from(
                document.querySelectorAll('.all-pages a:has(> small)'),
                link => link.getAttribute('href'),
            ));
            return [
                ...atLeast(10, deep.length, 'deep pages'),
                ...`${marked.sort()}` === `${deep.sort()}`
                    ? [] : [`marked are ${marked}, deep are ${deep}`],
            ];
        },
    },

    'the whole program, shown and copied': {
        how: 'wide',
        of: programs,
        end: found => atLeast(60, total(found), 'programs'),
    },

    'a number in a figure stays with its unit': {
        how: 'wide',
        see: loneUnits,
    },

    'a short name in the first of three columns is whole': {
        how: 'wide',
        see: brokenFirsts,
        end: found => atLeast(50, total(found), 'names in first columns'),
    },

    'text in figures is 11 pixels at least': {
        how: 'narrow',
        see: smallText,
        end: found => atLeast(1000, total(found), 'texts in figures'),
    },

    'and none stands on another': {
        how: 'narrow',
        see: textOnText,
    },

    'text in figures is whole': {
        how: 'narrow',
        see: cutText,
    },

    'on a telephone consoles, tables and figures need no scrolling': {
        how: 'narrow',
        see: wideBoxes,
    },

    'nor do consoles where there is room': {
        how: 'wide',
        see: wideBoxes,
    },

    'names in code break behind ::, _ and / alone': {
        how: 'narrow',
        see: brokenNames,
        end: found => atLeast(500, total(found), 'whole names with a hyphen'),
    },

    'print shows what is folded': {
        how: 'print',
        see: hiddenInPrint,
    },
};

// Each program that a page has whole: shown as it is in its file, and copied.
async function programs(page) {
    const wrong = [];
    const shown = await page.evaluate(copiedAndShown);
    for (const { href, copied, whole, folds } of shown) {
        const path = href.match(/\/blob\/main\/([^#]*)/)[1];
        const text = await readFile(path, 'utf8');
        if (copied !== text) {
            wrong.push(`${path}: copied is ${copied.slice(0, 80)}`);
        }
        if (whole !== null && `${whole}\n` !== text) {
            wrong.push(`${path}: shown whole it is another text`);
        }
        if (!folds) {
            wrong.push(`${path}: it does not fold again`);
        }
    }
    return { wrong, sum: shown.length };
}

function total(found) {
    return found.reduce((total, [, { sum }]) => total + sum, 0);
}

function atLeast(wanted, count, what) {
    return count >= wanted ? [] : [`${count} ${what}, not ${wanted}`];
}
