// A recorded figure as a reader meets it, for the tests of what is done there.

export const NARROW = { width: 390, height: 800 };
export const ECHO = 'ch02-tcp/client.html';

export async function echo(page, go) {
    await go(ECHO);
    return page.locator('#wire-tcp-echo');
}

// The front page's figure: the same run without its calls.
export async function front(page, go) {
    await go('introduction.html');
    return page.locator('#again-tcp-echo');
}

// The numbers of the packets that can be seen.
export async function arrows(figure) {
    const numbers = figure.locator('svg .number:visible');
    return numbers.allTextContents();
}

export async function said(figure, packet) {
    await figure.locator('.said .part > span:not(.line)')
        .getByText(packet, { exact: true }).first().waitFor();
}

export async function seen(locator) {
    return locator.evaluate(element => {
        const { top, bottom } = element.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
    });
}

// Until nothing scrolls any more.
export async function settled(page) {
    await page.evaluate(async () => {
        let [last, same] = [null, 0];
        while (same < 10) {
            await new Promise(requestAnimationFrame);
            same = scrollY === last ? same + 1 : 0;
            last = scrollY;
        }
    });
}
