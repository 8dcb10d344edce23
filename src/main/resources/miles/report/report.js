'use strict';
(function () {
  const root = document.documentElement;
  const specs = JSON.parse(document.getElementById('data').textContent).charts;
  const drawn = new Map();
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const phone = matchMedia('(max-width: 820px)');
  const dashes = {SOLID: [], DASHED: [7, 4], DOTTED: [2, 3], POINTS: [], REFERENCE: [4, 4]};

  function theme() {
    const style = getComputedStyle(root);
    const colour = name => style.getPropertyValue('--' + name).trim();
    return {
      text: colour('text'), muted: colour('muted'), line: colour('line'), card: colour('card'), band: colour('band'),
      series: ['text', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'].map(colour),
    };
  }

  function number(value) {
    if (value === null || value === undefined) return '–';
    const size = Math.abs(value);
    if (Number.isInteger(value)) return String(value);
    return size < 1e-3 || size >= 1e6 ? value.toExponential(2).replace(/\.?0*e/, 'e') : String(Number(value.toPrecision(4)));
  }

  function axis(spec, colours) {
    const axis = {
      type: spec.scale === 'LOGARITHMIC' ? 'logarithmic' : 'linear',
      beginAtZero: spec.scale === 'FROM_ZERO',
      title: {display: true, text: spec.title, color: colours.muted},
      grid: {color: colours.line},
      border: {color: colours.line},
      ticks: {color: colours.muted, maxRotation: 0, callback: number},
    };
    if (spec.scale === 'LOGARITHMIC') axis.ticks.maxTicksLimit = 8;
    if (spec.range.length === 2) [axis.min, axis.max] = spec.range;
    return axis;
  }

  // The legend shows a line as it is drawn, with its dashes.
  function legendLabel(chart) {
    return item => {
      const set = chart.data.datasets[item.datasetIndex];
      const symbol = set.isBand ? 'rect' : set.type === 'scatter' ? 'circle' : 'line';
      return Object.assign(item, {pointStyle: symbol, lineWidth: set.isBand ? 0 : 2, lineDash: set.borderDash || [], rotation: 0});
    };
  }

  function options(spec, colours) {
    return {
      responsive: true,
      maintainAspectRatio: false,
      animation: false,
      locale: 'en',
      interaction: {mode: 'nearest', intersect: false},
      plugins: {
        legend: {
          position: 'bottom',
          labels: {
            color: colours.text, usePointStyle: true, pointStyleWidth: 28, padding: phone.matches ? 8 : 12,
            generateLabels: chart => Chart.defaults.plugins.legend.labels.generateLabels(chart).map(legendLabel(chart)),
          },
        },
        tooltip: {
          backgroundColor: colours.text, titleColor: colours.card, bodyColor: colours.card, footerColor: colours.card,
          padding: 10, boxPadding: 4, usePointStyle: true,
        },
      },
    };
  }

  function line(spec, colours) {
    const colour = colours.series[spec.colour];
    const points = spec.style === 'POINTS';
    const marked = index => !points && index in spec.marks;
    const reference = spec.style === 'REFERENCE';
    const alone = spec.x.length === 1;
    return {
      label: spec.name,
      data: spec.x.map((x, i) => ({x: x, y: spec.y[i]})),
      notes: spec.marks,
      borderColor: reference ? colours.muted : colour,
      backgroundColor: colour,
      borderWidth: reference ? 1 : 2,
      borderDash: dashes[spec.style],
      pointStyle: spec.x.map((x, i) => marked(i) ? 'triangle' : 'circle'),
      pointRotation: spec.x.map((x, i) => marked(i) ? 180 : 0),
      pointRadius: spec.x.map((x, i) => reference ? 0 : marked(i) ? 6 : points ? 5 : alone ? 4 : 0),
      pointHoverRadius: reference ? 0 : 6,
      pointHitRadius: reference ? 0 : 8,
      clip: 8,
      spanGaps: false,
      tension: 0,
      fill: false,
    };
  }

  function band(spec, colours) {
    const edge = values => ({
      data: spec.x.map((x, i) => ({x: x, y: values[i]})),
      borderWidth: 0, pointRadius: 0, pointHitRadius: 0, pointHoverRadius: 0, isBand: true, order: 10,
      backgroundColor: colours.band,
    });
    return [
      Object.assign(edge(spec.low), {label: '', fill: false}),
      Object.assign(edge(spec.high), {label: spec.name, fill: '-1', pointStyle: 'rect', borderColor: colours.band}),
    ];
  }

  function lines(spec, colours) {
    const all = options(spec, colours);
    all.scales = {x: axis(spec.x, colours), y: axis(spec.y, colours)};
    const xs = spec.lines.flatMap(each => each.x);
    if (spec.x.range.length === 0 && xs.length > 0) {
      const [low, high] = [Math.min(...xs), Math.max(...xs)];
      [all.scales.x.min, all.scales.x.max] = low < high ? [low, high] : [low - 1, high + 1];
      all.scales.x.ticks.precision = 0;
    }
    const overTime = spec.x.range.length === 0;
    all.interaction = {mode: overTime ? 'index' : 'nearest', intersect: false, axis: overTime ? 'x' : 'xy'};
    all.plugins.legend.labels.filter = item => item.text !== '';
    all.plugins.tooltip.filter = item => !item.dataset.isBand;
    all.plugins.tooltip.itemSort = (a, b) => b.parsed.y - a.parsed.y;
    all.plugins.tooltip.callbacks = {
      title: items => items.length ? spec.x.title + ' ' + number(items[0].parsed.x) : '',
      label: item => {
        const note = item.dataset.notes && item.dataset.notes[item.dataIndex];
        return ' ' + item.dataset.label + '  ' + number(item.parsed.y) + (note ? '  (' + note + ')' : '');
      },
    };
    const sets = spec.lines.map(each => line(each, colours));
    spec.bands.forEach(each => sets.push(...band(each, colours)));
    return {type: 'line', data: {datasets: sets}, options: all};
  }

  // A label in lines; of a word that is too long the end is shown, where settings differ.
  function wrapped(name) {
    const longest = phone.matches ? 16 : 28;
    const lines = [];
    name.split(' ').forEach(word => {
      const last = lines.length - 1;
      const shown = word.length > longest ? '…' + word.slice(1 - longest) : word;
      if (last >= 0 && lines[last].length + 1 + shown.length <= longest) lines[last] += ' ' + shown;
      else lines.push(shown);
    });
    return lines;
  }

  function category(names, colours) {
    return {
      type: 'category',
      labels: names,
      offset: true,
      grid: {display: false},
      border: {color: colours.line},
      ticks: {
        color: colours.text, autoSkip: false,
        callback: (value, index) => wrapped(names[index]),
      },
    };
  }

  function bars(spec, colours) {
    const all = options(spec, colours);
    all.indexAxis = 'y';
    all.scales = {x: axis(spec.x, colours), y: category(spec.names, colours)};
    all.plugins.legend.display = false;
    all.interaction = {mode: 'index', intersect: false, axis: 'y'};
    all.plugins.tooltip.callbacks = {label: item => ' ' + spec.x.title + '  ' + number(item.parsed.x)};
    return {
      type: 'bar',
      data: {labels: spec.names, datasets: [{
        label: spec.x.title, data: spec.values, maxBarThickness: 26, borderRadius: 3,
        backgroundColor: spec.colours.map(i => colours.series[i]),
      }]},
      options: all,
    };
  }

  // A dot is drawn above the bar of its interval; series share a row side by side.
  function intervals(spec, colours) {
    const all = options(spec, colours);
    const rows = spec.names.length, beside = spec.series.length;
    const y = (row, series) => row + (beside === 1 ? 0 : (series - (beside - 1) / 2) * 0.6 / (beside - 1));
    all.scales = {x: axis(spec.x, colours), y: {
      type: 'linear', reverse: true, min: -0.6, max: rows - 0.4,
      grid: {color: colours.line}, border: {color: colours.line},
      afterBuildTicks: scale => { scale.ticks = spec.names.map((name, i) => ({value: i})); },
      ticks: {color: colours.text, autoSkip: false, callback: category(spec.names, colours).ticks.callback},
    }};
    const sets = [];
    spec.series.forEach((series, s) => {
      const colour = colours.series[series.colour];
      sets.push({
        type: 'scatter', label: series.name, backgroundColor: colour, borderColor: colour, pointRadius: 5, pointHoverRadius: 7, pointHitRadius: 8,
        data: series.values.map((value, row) => ({x: value, y: y(row, s), low: series.low[row], high: series.high[row], row: row})),
      });
      series.values.forEach((value, row) => {
        if (beside === 1) (series.runs[row] || []).forEach(run => sets.push({
          type: 'line', label: '', isBand: true, pointRadius: 2.5, pointHitRadius: 0, borderColor: colour + '66', backgroundColor: colour + '66',
          data: [{x: run, y: y(row, s) + 0.22}],
        }));
        if (series.low[row] === null) return;
        sets.push({
          type: 'line', label: '', isBand: true, borderColor: colour, borderWidth: 2, pointRadius: 0, pointHitRadius: 0,
          data: [{x: series.low[row], y: y(row, s)}, {x: series.high[row], y: y(row, s)}],
        });
      });
    });
    if (spec.zero) {
      sets.push({
        type: 'line', label: '', isBand: true, borderColor: colours.muted, borderWidth: 1, borderDash: [4, 4], pointRadius: 0, pointHitRadius: 0,
        data: [{x: 0, y: -0.6}, {x: 0, y: rows - 0.4}],
      });
    }
    all.plugins.legend.display = beside > 1;
    all.plugins.legend.labels.pointStyleWidth = 12;
    all.plugins.legend.labels.filter = item => item.text !== '';
    all.plugins.tooltip.filter = item => !item.dataset.isBand;
    all.plugins.tooltip.callbacks = {
      title: items => items.length ? spec.names[items[0].raw.row] : '',
      label: item => {
        const interval = item.raw.low === null ? '' : '  (' + number(item.raw.low) + ' to ' + number(item.raw.high) + ')';
        return ' ' + item.dataset.label + '  ' + number(item.raw.x) + interval;
      },
    };
    return {type: 'scatter', data: {datasets: sets}, options: all};
  }

  const kinds = {lines: lines, bars: bars, intervals: intervals};

  function draw() {
    const colours = theme();
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.font.size = 12;
    specs.forEach(spec => {
      const canvas = document.getElementById(spec.id + '-canvas');
      if (spec.kind !== 'lines') {
        const row = spec.kind === 'bars' ? 34 : 22 + 12 * spec.series.length;
        const rows = spec.names.reduce((sum, name) => sum + Math.max(row, 8 + 16 * wrapped(name).length), 0);
        canvas.parentElement.style.height = Math.max(160, rows + 90) + 'px';
      }
      if (drawn.has(spec.id)) drawn.get(spec.id).destroy();
      drawn.set(spec.id, new Chart(canvas, kinds[spec.kind](spec, colours)));
    });
  }

  const button = document.getElementById('theme');
  function isDark() {
    return root.dataset.theme ? root.dataset.theme === 'dark' : dark.matches;
  }
  function label() {
    button.textContent = isDark() ? 'Light' : 'Dark';
    button.setAttribute('aria-label', 'Switch to the ' + (isDark() ? 'light' : 'dark') + ' theme');
  }
  function redraw() {
    label();
    draw();
  }
  button.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    redraw();
  });
  dark.addEventListener('change', redraw);
  phone.addEventListener('change', redraw);

  // Paper is light. Charts are drawn again at the width of the print, then at that of the screen.
  let before;
  addEventListener('beforeprint', () => {
    before = root.dataset.theme;
    root.dataset.theme = 'light';
    draw();
    drawn.forEach(chart => chart.resize());
  });
  addEventListener('afterprint', () => {
    if (before) root.dataset.theme = before; else delete root.dataset.theme;
    redraw();
  });
  button.hidden = false;
  redraw();
})();
