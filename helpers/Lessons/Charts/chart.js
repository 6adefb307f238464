/* Draws a chart of the storage course into its element, in the colours of the page around it. */
window.storageCourseChart = window.storageCourseChart || function (element, figure) {
  // On a dark page the dark blue and the red are too faint; Okabe and Ito's palette, lightened where it must be.
  var dark = ['#56B4E9', '#E69F00', '#2FC79B', '#FF8A4C', '#A5C8FF', '#E8A6C9'];
  var light = ['#0072B2', '#B87A00', '#007F5C', '#C94F00', '#2E8BC0', '#A8557F'];

  function luminance(color) {
    var parts = (color.match(/[\d.]+/g) || [0, 0, 0]).map(Number);
    return (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]) / 255;
  }

  function themed() {
    var text = getComputedStyle(element).color;
    var colors = luminance(text) > 0.5 ? dark : light;
    var copy = JSON.parse(JSON.stringify(figure));
    // The course's template has a clear background. A figure that brings one of its own brings the colour of its text as well.
    var template = copy.layout.template && copy.layout.template.layout;
    if (template && template.paper_bgcolor === 'rgba(0,0,0,0)' && !copy.layout.paper_bgcolor) {
      template.font.color = text;
      template.colorway = colors;
    }
    copy.data.forEach(function (trace) {
      if (!trace.meta || trace.meta.color === undefined) return;
      var color = colors[trace.meta.color];
      if (trace.marker) trace.marker.color = color;
      if (trace.line && trace.line.color) trace.line.color = color;
      if (trace.fillcolor) trace.fillcolor = color + '30';
      ['error_x', 'error_y'].forEach(function (error) {
        if (trace[error]) trace[error].color = trace.type === 'bar' ? text : color;
      });
    });
    (copy.layout.annotations || []).forEach(function (note) {
      if (note.font && note.name !== undefined) note.font.color = colors[Number(note.name)];
    });
    return copy;
  }

  function draw() {
    var now = themed();
    window.Plotly.react(element, now.data, now.layout, Object.assign({ responsive: true, displaylogo: false, displayModeBar: false }, now.config));
  }

  while (element.firstChild) element.removeChild(element.firstChild);
  draw();
  var last = getComputedStyle(element).color;
  function redraw() {
    var color = getComputedStyle(element).color;
    if (color !== last && element.isConnected) { last = color; draw(); }
  }
  new MutationObserver(redraw).observe(document.body, { attributes: true });
  new MutationObserver(redraw).observe(document.documentElement, { attributes: true });
  if (window.matchMedia) window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
};
