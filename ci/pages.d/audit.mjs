// Lighthouse on a telephone: three of its four scores must be full. How fast
// a page is there depends on this machine, so that is only printed.

import lighthouse from 'lighthouse';
import { PORT } from './browser.mjs';

const FULL = ['accessibility', 'best-practices', 'seo'];

export async function audit(site, name) {
    const { lhr } = await lighthouse(site.root + name, {
        port: PORT,
        logLevel: 'silent',
        onlyCategories: ['performance', ...FULL],
    });
    const score = category => Math.round(lhr.categories[category].score * 100);
    const number = id => lhr.audits[id].numericValue ?? 0;
    const faults = [];
    for (const category of FULL.filter(category => score(category) < 100)) {
        const { auditRefs } = lhr.categories[category];
        const low = auditRefs.filter(({ id, weight }) =>
            weight > 0 && (lhr.audits[id].score ?? 1) < 1);
        faults.push(`${category} ${score(category)}: `
            + low.map(({ id }) => lhr.audits[id].title).join('; '));
    }
    const shift = number('cumulative-layout-shift');
    if (shift > 0) {
        faults.push(`the layout shifts by ${shift.toFixed(4)}`);
    }
    return {
        name,
        faults,
        scores: ['performance', ...FULL].map(score).join('/'),
        paint: Math.round(number('largest-contentful-paint')),
        shift,
    };
}
